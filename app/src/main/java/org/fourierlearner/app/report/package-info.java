/// Pictures and one offline page that show what a model has learned.
///
/// The package knows plain numbers only: no tensor, no model, no file format of ours. Charts are records in
/// and images out ([LineChart], [HeatMap], [Panels]), so that any later report can draw with them.
@NullMarked
package org.fourierlearner.app.report;

import org.jspecify.annotations.NullMarked;
