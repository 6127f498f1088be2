package org.fourierlearner.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Made-up runs: mixtures of Gaussians with a decay, attention by distance with some noise.
final class SampleReports {
    private SampleReports() {}

    static InspectReport of(String title, int layers, int heads, int length) {
        var random = new SplittableRandom(7);
        var all = new ArrayList<LayerHead>();
        for (var layer = 0; layer < layers; layer++) {
            for (var head = 0; head < heads; head++) {
                all.add(head(layer, head, length, random));
            }
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("parameters", "12.4 million");
        facts.put("data", "a small text, byte-level");
        facts.put("attention", "linear, FAVOR+ with 256 features");
        facts.put("encoding", "mixture of 4 Gaussians, 64 frequencies");
        facts.put("seed", "7");
        return new InspectReport(
                title,
                facts,
                PositionUnit.TOKENS,
                curve(2000, random),
                all,
                List.of("Layer 0, head 1 draws few effective frequencies; its estimate is noisy."));
    }

    static InspectReport withoutEncodings() {
        var head = new LayerHead(0, 0, 0, 0, 0, 0, Encoding.none(), Spectrum.none(), AttentionRows.none());
        return new InspectReport("plain", Map.of(), PositionUnit.TOKENS, List.of(), List.of(head), List.of());
    }

    static InspectReport empty() {
        return new InspectReport("", Map.of(), PositionUnit.TOKENS, List.of(), List.of(), List.of());
    }

    private static List<TrainingPoint> curve(int steps, SplittableRandom random) {
        return IntStream.rangeClosed(1, steps / 10)
                .mapToObj(i -> {
                    var loss = 1.2 + 3.4 * Math.exp(-i / 40.0);
                    var noisy = i == 57 ? Double.NaN : loss + 0.05 * random.nextGaussian();
                    var validation = i % 10 == 0 ? loss + 0.1 + i * 0.0006 : Double.NaN;
                    return new TrainingPoint(10L * i, noisy, validation, 1e-3 * Math.min(1, i / 20.0));
                })
                .toList();
    }

    private static LayerHead head(int layer, int head, int length, SplittableRandom random) {
        var width = 0.01 + 0.04 * random.nextDouble();
        var center = 0.2 * random.nextDouble() * head / 4;
        var weight = (0.5 + random.nextDouble()) / (width * Math.sqrt(2 * Math.PI)) * (random.nextInt(4) == 0 ? -1 : 1);
        var draws = 64;
        var frequencies = new double[draws];
        var amplitudes = new double[draws];
        for (var s = 0; s < draws; s++) {
            frequencies[s] = center + width * random.nextGaussian();
            amplitudes[s] = weight * width * Math.sqrt(2 * Math.PI) / draws;
        }
        var offsets =
                IntStream.rangeClosed(-length + 1, length - 1).asDoubleStream().toArray();
        var closed = new double[offsets.length];
        var sampled = new double[offsets.length];
        for (var k = 0; k < offsets.length; k++) {
            closed[k] = closedForm(weight, center, width, offsets[k]);
            for (var s = 0; s < draws; s++) {
                sampled[k] += amplitudes[s] * Math.cos(2 * Math.PI * frequencies[s] * offsets[k]);
            }
        }
        var grid = IntStream.rangeClosed(-250, 250).mapToDouble(k -> k / 500.0).toArray();
        var density = IntStream.range(0, grid.length)
                .mapToDouble(k -> weight * Math.exp(-Math.pow((grid[k] - center) / width, 2) / 2))
                .toArray();
        var decay = head % 2 == 0 ? 0 : 0.01 * head;
        var effective = layer == 0 && head == 1 ? 2.3 : 40 + 20 * random.nextDouble();
        return new LayerHead(
                layer,
                head,
                draws,
                effective,
                decay,
                head % 2 == 0 ? 0 : -6,
                new Encoding(offsets, closed, sampled),
                new Spectrum(grid, density, frequencies, amplitudes),
                attention(length, weight, center, width, random));
    }

    private static double closedForm(double weight, double center, double width, double offset) {
        return weight
                * width
                * Math.sqrt(2 * Math.PI)
                * Math.exp(-2 * Math.pow(Math.PI * width * offset, 2))
                * Math.cos(2 * Math.PI * center * offset);
    }

    private static AttentionRows attention(
            int length, double weight, double center, double width, SplittableRandom random) {
        var exact = new double[length][length];
        var implied = new double[length][length];
        var variation = 0.0;
        for (var i = 0; i < length; i++) {
            for (var j = 0; j <= i; j++) {
                var logit = 2 * closedForm(weight, center, width, i - j) + Math.sin(j * 0.7) * 0.8;
                exact[i][j] = Math.exp(logit);
                implied[i][j] = Math.exp(logit + 0.3 * random.nextGaussian());
            }
            normalize(exact[i]);
            normalize(implied[i]);
            for (var j = 0; j <= i; j++) {
                variation += Math.abs(exact[i][j] - implied[i][j]) / 2 / length;
            }
        }
        return new AttentionRows(exact, implied, variation);
    }

    private static void normalize(double[] row) {
        var sum = 0.0;
        for (var value : row) {
            sum += value;
        }
        for (var j = 0; j < row.length; j++) {
            row[j] /= sum;
        }
    }
}
