// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image;

/**
 * Rows and columns of an image.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageSize(int height, int width) {

    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("An image of %d x %d pixels".formatted(height, width));
        }
    }

    @Override
    public String toString() {
        return height + " x " + width;
    }
}
