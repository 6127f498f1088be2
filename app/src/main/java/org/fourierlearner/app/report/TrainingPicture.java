package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The losses of a training by step.
///
/// @param curve by rising step
record TrainingPicture(List<TrainingPoint> curve) {
    private static final double RATIO_FOR_LOGARITHM = 8;

    BufferedImage draw() {
        var lines = Stream.of(
                        line("training", curve, TrainingPoint::trainLoss, Line.Mark.SOLID),
                        line("validation", evaluated(curve), TrainingPoint::validationLoss, Line.Mark.JOINED_POINTS))
                .filter(line -> line.x().length > 0)
                .toList();
        return new LineChart("Loss during training", new Axis.Linear("step"), lossAxis(curve), lines, true, 800, 420)
                .draw();
    }

    static List<TrainingPoint> evaluated(List<TrainingPoint> curve) {
        return curve.stream()
                .filter(point -> !Double.isNaN(point.validationLoss()))
                .toList();
    }

    static Axis lossAxis(List<TrainingPoint> curve) {
        var losses = curve.stream()
                .flatMapToDouble(point -> DoubleStream.of(point.trainLoss(), point.validationLoss()))
                .filter(Double::isFinite)
                .summaryStatistics();
        return losses.getMin() > 0 && losses.getMax() > RATIO_FOR_LOGARITHM * losses.getMin()
                ? new Axis.Logarithmic("loss (nats, log scale)")
                : new Axis.Linear("loss (nats)");
    }

    private static Line line(
            String name, List<TrainingPoint> points, Function<TrainingPoint, Double> loss, Line.Mark mark) {
        var steps = points.stream().mapToDouble(TrainingPoint::step).toArray();
        return Line.of(name, steps, points.stream().mapToDouble(loss::apply).toArray(), mark);
    }
}
