package org.fourierlearner.data.text;

import java.util.Arrays;

/// A growing list of numbers, unboxed.
final class IntList {
    private int[] elements;
    private int size;

    IntList(int capacity) {
        elements = new int[Math.max(capacity, 1)];
    }

    int size() {
        return size;
    }

    int get(int index) {
        return elements[index];
    }

    void set(int index, int element) {
        elements[index] = element;
    }

    void add(int element) {
        reserve(1);
        elements[size++] = element;
    }

    void addAll(int[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, elements, size, more.length);
        size += more.length;
    }

    int[] toArray() {
        return Arrays.copyOf(elements, size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > elements.length) {
            elements = Arrays.copyOf(elements, Math.max(needed, (int) Math.min(2L * elements.length, 1 << 30)));
        }
    }
}
