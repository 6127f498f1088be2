package org.fourierlearner.data.text;

import java.util.Arrays;

/// A priority queue of numbers, the smallest first, unboxed.
final class LongHeap {
    private long[] elements;
    private int size;

    LongHeap(int capacity) {
        elements = new long[Math.max(capacity, 1)];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (elements[parent] <= element) {
                break;
            }
            elements[hole] = elements[parent];
            hole = parent;
        }
        elements[hole] = element;
    }

    /// Removes the smallest; the heap must not be empty.
    long poll() {
        long smallest = elements[0];
        long last = elements[--size];
        int hole = 0;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && elements[child + 1] < elements[child]) {
                child++;
            }
            if (elements[child] >= last) {
                break;
            }
            elements[hole] = elements[child];
            hole = child;
        }
        elements[hole] = last;
        return smallest;
    }
}
