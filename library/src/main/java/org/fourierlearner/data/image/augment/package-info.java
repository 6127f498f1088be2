/// Random changes of images that leave what they show, for training: shifts, flips, rotations, erased rectangles and
/// mixtures.
///
/// Images are numbers `[channels, height, width]` in arrays, one after another. What comes into a picture from
/// outside is 0: the mean, if pixels are normalized before they are changed, and black if they are scaled to `[0, 1]`
/// and normalized after. Every draw comes from the source that is passed in, so the same source gives the same
/// images.
@NullMarked
package org.fourierlearner.data.image.augment;

import org.jspecify.annotations.NullMarked;
