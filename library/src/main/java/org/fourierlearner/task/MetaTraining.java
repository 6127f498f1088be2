package org.fourierlearner.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.fourierlearner.optimizer.LearnedOptimizer;
import org.fourierlearner.optimizer.LearnedOptimizerConfig;
import org.fourierlearner.optimizer.LearnedOptimizerFolder;
import org.fourierlearner.optimizer.Steps;
import org.fourierlearner.optimizer.UpdateRule;
import org.fourierlearner.problem.InnerStep;
import org.fourierlearner.problem.Problem;
import org.fourierlearner.problem.ProblemFamily;
import org.fourierlearner.problem.Problems;
import org.fourierlearner.storage.Sha256;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Learning an optimizer by training small problems with it.
///
/// A part of a batch is some problems, each at a place of its own; when one is done or has
/// diverged, the next one takes its place.
public final class MetaTraining implements Task {
    private final List<ProblemFamily> families;
    private final List<Problems> problems = new ArrayList<>();
    private final Batches batches;
    private final Horizons horizons;
    private final MetaGradient gradient;
    private final StepRandom random;
    private final UpdateRule rule;
    private final List<Place> places = new ArrayList<>();
    private final AtomicLong diverged = new AtomicLong();
    private int window;

    /// How problems come in batches.
    ///
    /// @param size the problems of a part of a batch
    /// @param parts how many parts make a batch
    /// @param steps of the whole training
    /// @param validation how many problems of each family are held out
    public record Batches(int size, int parts, int steps, int validation) {}

    /// How long problems are trained.
    ///
    /// @param least the fewest steps
    /// @param most the most steps, and those of problems for validation
    public record Horizons(int least, int most) {

        /// Checks the numbers.
        ///
        /// @throws IllegalArgumentException unless `1 ≤ least ≤ most`
        public Horizons {
            if (least < 1) {
                throw new IllegalArgumentException("least: expected a positive number, got %d".formatted(least));
            }
            if (most < least) {
                throw new IllegalArgumentException("most: expected at least least, %d, got %d".formatted(least, most));
            }
        }
    }

    /// Opens families and makes an optimizer with first weights.
    ///
    /// @param config what the optimizer is
    /// @param families what it trains
    /// @param gradient how its gradient is found
    /// @param batches how problems come in batches
    /// @param horizons how long they are trained
    /// @param cache where prepared data is kept
    /// @param seed of weights and problems
    /// @throws IOException if data cannot be read
    /// @throws IllegalArgumentException if there is no family
    public MetaTraining(
            LearnedOptimizerConfig config,
            List<ProblemFamily> families,
            MetaGradient gradient,
            Batches batches,
            Horizons horizons,
            Path cache,
            long seed)
            throws IOException {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("problems: expected at least one family, got none");
        }
        this.families = List.copyOf(families);
        this.gradient = gradient;
        this.batches = batches;
        this.horizons = horizons;
        random = new StepRandom(seed);
        for (ProblemFamily family : families) {
            problems.add(family.open(cache));
        }
        rule = new UpdateRule(config, Randomness.seeded(seed));
        for (int place = 0; place < batches.size() * batches.parts(); place++) {
            places.add(
                    gradient instanceof MetaGradient.Evolution evolution
                            ? new EvolvedPlace(this, place, evolution, batches.size())
                            : new UnrolledPlace(this, place, batches.size()));
        }
    }

    /// {@return what the optimizer is}
    public LearnedOptimizerConfig optimizer() {
        return rule.config();
    }

    UpdateRule rule() {
        return rule;
    }

    StepRandom random() {
        return random;
    }

    /// {@return what a place begins with for the n-th time}
    Episode.Start start(int place, long number) {
        var draws = random.of(number, StepRandom.EXAMPLES, place);
        int family = draws.nextInt(families.size());
        double ratio = (double) horizons.most() / horizons.least();
        long horizon = Math.round(horizons.least() * Math.pow(ratio, draws.nextDouble()));
        return new Episode.Start(family, draws.nextLong(), horizon);
    }

    Episode episode(Episode.Start start, Steps... steps) {
        List<Episode.Trained> trained = new ArrayList<>();
        for (Steps each : steps) {
            Problem problem = problems.get(start.family()).draw(start.seed());
            trained.add(new Episode.Trained(
                    problem,
                    new LearnedOptimizer(rule.config(), each, problem.parameters(), start.horizon()),
                    InnerStep.measure(problem)));
        }
        return new Episode(start, trained);
    }

    /// Counts a problem that diverged in training.
    void ended(Episode episode) {
        if (episode.hasDiverged()) {
            diverged.incrementAndGet();
        }
    }

    @Override
    public Parameters parameters() {
        return rule.parameters();
    }

    @Override
    public void beginStep(long step) {
        double share = Math.min(1, (double) step / batches.steps());
        double ratio = (double) gradient.lastWindow() / gradient.firstWindow();
        window = (int) Math.round(gradient.firstWindow() * Math.pow(ratio, share));
    }

    @Override
    public Tensor loss(long step, int part) {
        Tensor sum = null;
        for (Place place : places.subList(part * batches.size(), (part + 1) * batches.size())) {
            Tensor loss = place.loss(step, window);
            sum = sum == null ? loss : sum.add(loss);
        }
        return sum == null ? Tensor.zeros() : sum;
    }

    @Override
    public long tokensPerPart() {
        return (long) batches.size() * (gradient instanceof MetaGradient.Evolution ? 2 : 1) * window;
    }

    @Override
    public long activationBytes() {
        // problems of ten thousand weights, with what is remembered of them
        return 2L * batches.size() * 10_000 * (rule.config().slots() + 4) * Float.BYTES;
    }

    @Override
    public Evaluation evaluate() {
        Steps steps = rule.steps();
        Map<String, Double> details = new LinkedHashMap<>();
        double sum = 0;
        int failures = 0;
        for (int family = 0; family < families.size(); family++) {
            double ofFamily = 0;
            for (int number = 0; number < batches.validation(); number++) {
                long seed = random.of(number, StepRandom.EXCERPTS, family).nextLong();
                try (Episode episode = episode(new Episode.Start(family, seed, horizons.most()), steps)) {
                    episode.run(0, horizons.most());
                    Episode.Trained trained = episode.trained().getFirst();
                    ofFamily += Episode.counted(InnerStep.measure(trained.problem()), trained.firstLoss());
                    failures += episode.hasDiverged() ? 1 : 0;
                }
            }
            sum += ofFamily;
            details.put(name(family), ofFamily / batches.validation());
        }
        double score = sum / (families.size() * (double) batches.validation());
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("log loss ratio", score);
        measures.put("diverged", (double) failures);
        return new Evaluation(score, measures, details);
    }

    private String name(int family) {
        return "%d. %s".formatted(family + 1, families.get(family).getClass().getSimpleName());
    }

    @Override
    public List<String> recorded() {
        return List.of("diverged");
    }

    @Override
    public List<String> notices() {
        long count = diverged.getAndSet(0);
        return count == 0
                ? List.of()
                : List.of("%,d problems diverged in training since the last note, and were cut off".formatted(count));
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        var card = new ModelFolder.Card(
                "learned-optimizer",
                "An optimizer that was learned by training other models",
                "log of final over first loss",
                "Train with it: `flt train CONFIG --set train.optimizer.kind=learned --set train.optimizer.path=FOLDER`.");
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("model_type", "learned-optimizer");
        summary.put("floats_per_parameter", rule.config().slots());
        new ModelFolder(folder)
                .write(rule.parameters(), rule.config(), summary, card, provenance, LearnedOptimizerFolder.metadata());
        Places.write(folder, places);
    }

    @Override
    public void read(Path folder) throws IOException {
        LearnedOptimizerFolder.requireVersion(folder);
        new ModelFolder(folder).resumeWeights(rule.parameters(), dataSha256());
        if (Files.exists(folder.resolve(Places.NUMBERS))) {
            Places.read(folder, places);
        }
    }

    @Override
    public String dataSha256() {
        MessageDigest all = Sha256.digest();
        problems.forEach(each -> all.update(each.dataSha256().getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(all.digest());
    }

    @Override
    public void close() {
        places.forEach(Place::close);
        problems.forEach(Problems::close);
        rule.close();
    }
}
