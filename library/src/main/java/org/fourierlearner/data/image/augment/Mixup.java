package org.fourierlearner.data.image.augment;

import java.util.SplittableRandom;

/// How the images of a batch are mixed: image `b` becomes `share·xᵇ + (1 − share)·xᵖ` with its partner
/// `p = (b + shift) mod images`.
///
/// Labels are mixed in the same shares. A cross-entropy is linear in them, so it is `share` times that of the images'
/// own labels, plus `1 − share` times that of their partners'.
///
/// Source: Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization" (arXiv:1710.09412), section 2.
///
/// @param images the number of images of the batch
/// @param shift how far away partners are in the batch
/// @param share of an image, in `[0, 1]`; what is left is its partner's
public record Mixup(int images, int shift, double share) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `images` is not positive, `shift` not in `[0, images)` or `share` not in
    ///     `[0, 1]`
    public Mixup {
        if (images < 1) {
            throw new IllegalArgumentException("images: expected a positive number, got %d".formatted(images));
        }
        if (shift < 0 || shift >= images) {
            throw new IllegalArgumentException("shift: expected a number in [0, %d), got %d".formatted(images, shift));
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: expected a number in [0, 1], got %s".formatted(share));
        }
    }

    /// {@return a share from `Beta(α, α)` and a shift, both for the whole batch; for `α = 0`, or an image alone, what
    /// leaves images as they are}
    ///
    /// @param augmentation has `α`: few images are mixed much if it is small, nearly all in halves if it is great
    /// @param images the number of images of the batch
    /// @param random the source of the draws
    public static Mixup draw(Augmentation augmentation, int images, SplittableRandom random) {
        double alpha = augmentation.mixup();
        if (alpha == 0 || images == 1) {
            return new Mixup(images, 0, 1);
        }
        int shift = random.nextInt(1, images);
        return new Mixup(images, shift, new Beta(alpha, alpha).draw(random));
    }

    /// {@return whose pixels and label an image is mixed with}
    ///
    /// @param image its number in the batch
    public int partner(int image) {
        return (image + shift) % images;
    }

    /// {@return the mixed images}
    ///
    /// @param pixels of the batch, image after image
    /// @throws IllegalArgumentException if they are not those of `images` images
    public float[] mix(float[] pixels) {
        if (pixels.length % images != 0) {
            throw new IllegalArgumentException(
                    "pixels: expected those of %d images, got %d".formatted(images, pixels.length));
        }
        if (share == 1) {
            return pixels.clone();
        }
        int size = pixels.length / images;
        float own = (float) share;
        float others = (float) (1 - share);
        float[] mixed = new float[pixels.length];
        for (int image = 0; image < images; image++) {
            int first = image * size;
            int partner = partner(image) * size;
            for (int i = 0; i < size; i++) {
                mixed[first + i] = own * pixels[first + i] + others * pixels[partner + i];
            }
        }
        return mixed;
    }
}
