package org.fourierlearner.app.report;

import static java.awt.RenderingHints.KEY_STROKE_CONTROL;
import static java.awt.RenderingHints.VALUE_STROKE_PURE;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Lines, points, stems and error bars over two axes.
///
/// @param title above the plot; may be empty
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param lines what to draw, the first at the bottom
/// @param legend whether to name the lines below the plot
/// @param width in points; the image has [Canvas#PIXELS_PER_POINT] pixels for each
/// @param height in points
public record LineChart(String title, Axis x, Axis y, List<Line> lines, boolean legend, int width, int height) {
    public LineChart {
        lines = List.copyOf(lines);
    }

    /// {@return the picture}
    public BufferedImage draw() {
        var shown = lines.stream().map(line -> Points.of(line, x, y)).toList();
        if (shown.stream().allMatch(Points::isEmpty)) {
            return Canvas.message(title, "no data", width, height);
        }
        var chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(x.label())
                .yAxisTitle(y.label())
                .theme(ChartTheme.XChart)
                .build();
        style(chart);
        range(chart, shown);
        for (var index = 0; index < shown.size(); index++) {
            if (!shown.get(index).isEmpty()) {
                add(chart, shown.get(index), index);
            }
        }
        return Canvas.draw(width, height, graphics -> paint(chart, graphics));
    }

    private void paint(XYChart chart, Graphics2D graphics) {
        graphics.setRenderingHint(KEY_STROKE_CONTROL, VALUE_STROKE_PURE);
        chart.paint(graphics, width, height);
    }

    private void style(XYChart chart) {
        var styler = chart.getStyler();
        styler.setChartBackgroundColor(Palette.BACKGROUND)
                .setChartFontColor(Palette.INK)
                .setChartTitleFont(Palette.TITLE)
                .setChartTitleVisible(!title.isEmpty())
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(4)
                .setChartPadding(8)
                .setPlotBackgroundColor(Palette.BACKGROUND)
                .setPlotBorderVisible(false)
                .setPlotContentSize(1)
                .setMarkerSize(6)
                .setLegendVisible(legend)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendFont(Palette.LABEL)
                .setLegendBackgroundColor(Palette.BACKGROUND)
                .setLegendBorderColor(Palette.BACKGROUND);
        styler.setAxisTitleFont(Palette.LABEL)
                .setAxisTickLabelsFont(Palette.TICK)
                .setAxisTickLabelsColor(Palette.QUIET)
                .setAxisTickMarksColor(Palette.GRID)
                .setPlotGridLinesColor(Palette.GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotMargin(0)
                .setErrorBarsColorSeriesColor(true)
                .setXAxisTickMarkSpacingHint(64)
                .setYAxisTickMarkSpacingHint(36)
                .setXAxisLogarithmic(x instanceof Axis.Logarithmic)
                .setYAxisLogarithmic(y instanceof Axis.Logarithmic)
                .setXAxisLogarithmicDecadeOnly(false)
                .setYAxisLogarithmicDecadeOnly(false);
        chart.setCustomXAxisTickLabelsFormatter(value -> tick(x, value));
        chart.setCustomYAxisTickLabelsFormatter(value -> tick(y, value));
    }

    private static String tick(Axis axis, double value) {
        return switch (axis) {
            case Axis.Linear _, Axis.Logarithmic _ -> NumberLabel.of(value);
            case Axis.Named named -> {
                var index = (int) Math.rint(value);
                var atPlace = Math.abs(value - index) < 1e-9 && index >= 0 && index < named.names().size();
                yield atPlace ? named.names().get(index) : " ";
            }
        };
    }

    private void range(XYChart chart, List<Points> shown) {
        var horizontal = Range.over(x, shown.stream().flatMapToDouble(Points::horizontal));
        var vertical = Range.over(y, shown.stream().flatMapToDouble(Points::vertical)).padded(y);
        chart.getStyler()
                .setXAxisMin(horizontal.low())
                .setXAxisMax(horizontal.high())
                .setYAxisMin(vertical.low())
                .setYAxisMax(vertical.high());
    }

    private static void add(XYChart chart, Points points, int index) {
        var color = Palette.series(index);
        XYSeries series = points.errors().length == 0
                ? chart.addSeries(points.name(), points.x(), points.y())
                : chart.addSeries(points.name(), points.x(), points.y(), points.errors());
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        switch (points.mark()) {
            case SOLID -> {}
            case DASHED -> series.setLineStyle(
                    new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 3}, 0));
            case POINTS -> {
                series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
                series.setMarker(SeriesMarkers.CIRCLE);
            }
            case JOINED_POINTS -> series.setMarker(SeriesMarkers.CIRCLE);
            case STEMS -> series.setLineStyle(new BasicStroke(1.2f));
        }
    }
}
