package org.fourierlearner.data.image;

import java.io.IOException;

/// Images with labels, in a fixed order, decoded when they are asked for. May be shared between threads.
public interface LabelledImages {

    /// {@return how many there are, at least one}
    int count();

    /// {@return the label of an image, as its index among the class names}
    ///
    /// @param index from 0
    int label(int index);

    /// {@return an image}
    ///
    /// @param index from 0
    /// @throws org.fourierlearner.storage.MalformedDataException if its file is damaged
    /// @throws IOException if it cannot be read
    Image image(int index) throws IOException;

    /// {@return what people may call an image, such as `cat/7.png` or `train-images.gz[17]`}
    ///
    /// @param index from 0
    String name(int index);

    /// {@return the hash of the files that the images come from, 64 hexadecimal digits} Images that were set
    /// aside for validation have the hash of all.
    String sha256();
}
