package org.fourierlearner.data.image;

import java.io.IOException;

/// Some of other images.
final class SelectedImages implements LabelledImages {
    private final LabelledImages all;
    private final int[] indices;

    /// @param all the others
    /// @param indices of those that are meant
    SelectedImages(LabelledImages all, int[] indices) {
        this.all = all;
        this.indices = indices;
    }

    @Override
    public int count() {
        return indices.length;
    }

    @Override
    public int label(int index) {
        return all.label(indices[index]);
    }

    @Override
    public Image image(int index) throws IOException {
        return all.image(indices[index]);
    }

    @Override
    public String name(int index) {
        return all.name(indices[index]);
    }

    @Override
    public String sha256() {
        return all.sha256();
    }
}
