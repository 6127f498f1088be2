/// Images with labels: from IDX and CIFAR files, from folders and tables of image files.
///
/// An [ImageSource] names the data and opens them as an [ImageSplit]. IDX and CIFAR files are held in memory as
/// bytes; image files are decoded by [ImageReader] each time they are asked for. Nothing is trusted: what a file
/// declares is checked before memory is taken for it, and a file is read whole or refused with its name and the
/// reason. Images differ in size and channels as their files do; whoever uses them brings them to one form.
@NullMarked
package org.fourierlearner.data.image;

import org.jspecify.annotations.NullMarked;
