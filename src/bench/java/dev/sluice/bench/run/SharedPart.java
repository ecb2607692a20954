package dev.sluice.bench.run;

import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.bench.measure.Ratios;
import dev.sluice.bench.measure.Run;
import dev.sluice.bench.measure.Stats;
import dev.sluice.bench.run.Launcher.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The DSL baseline and Sluice by turns, on the events that the baseline knows; and whether they come to the same. */
final class SharedPart {
    /** A log that is run to its end whatever the limit, so that both can be compared. */
    static final int SHORT_LOG = 400_000;

    private final Bench.Session session;
    private final BenchOptions options;
    private final Log log;
    private boolean compared;
    private boolean toTheEnd;

    SharedPart(Bench.Session session, Log log) {
        this.session = session;
        this.options = session.options();
        this.log = log;
    }

    void run(Guarantee guarantee) throws Exception {
        List<Run> baselines = new ArrayList<>();
        List<Run> ours = new ArrayList<>();
        baselines.add(run(Program.DSL, guarantee, 0));
        for (int round = 1; round <= options.rounds(); round++) {
            ours.add(run(Program.SLUICE_ON_SHARED, guarantee, round));
            baselines.add(run(Program.DSL, guarantee, round));
            if (ours.get(round - 1).wholeLog() && baselines.get(round).wholeLog()) {
                compare();
            }
        }
        List<Double> ratios = Ratios.toNeighbours(ThroughputPart.speeds(baselines), ThroughputPart.speeds(ours));
        session.report().run(ThroughputPart.lineOf(0, baselines.get(0), Double.NaN));
        for (int i = 0; i < ours.size(); i++) {
            session.report().run(ThroughputPart.lineOf(i + 1, ours.get(i), ratios.get(i)));
            session.report().run(ThroughputPart.lineOf(i + 1, baselines.get(i + 1), Double.NaN));
        }
        session.report().figure("ratio_dsl_" + guarantee.key(), Stats.median(ratios));
        session.report().figure("events_s_dsl_" + guarantee.key(), Stats.median(ThroughputPart.speeds(baselines)));
        session.report().figure("events_s_shared_" + guarantee.key(), Stats.median(ThroughputPart.speeds(ours)));
    }

    /** Whether both came to the end of the log in some round, and so could be compared. */
    boolean compared() {
        return compared;
    }

    /** Runs both to the end of the log, only to compare them. */
    void check() throws Exception {
        toTheEnd = true;
        run(Program.DSL, Guarantee.ALO, 0);
        run(Program.SLUICE_ON_SHARED, Guarantee.ALO, 0);
        compare();
    }

    private int limitSeconds() {
        return toTheEnd || log.events() <= SHORT_LOG ? 0 : options.limitSeconds();
    }

    private Run run(Program program, Guarantee guarantee, int round) throws Exception {
        boolean baseline = program == Program.DSL;
        if (baseline) {
            session.cluster().empty(Launcher.DSL_OUTPUT);
        } else {
            session.cluster().emptyDerived(log.prefix());
        }
        Contender contender = new Contender(program, guarantee, options.mainThreads());
        String application = "bench-" + contender.id() + "-" + round;
        long others = baseline ? 0 : log.policies();
        Started started = session.launcher().start(contender, application, log.prefix());
        Run run;
        try (Child child = started.child()) {
            child.requireAlive();
            run = new Stopwatch(session.broker(), log.unmeasured() + others, log.events() + others, limitSeconds())
                    .measure(contender, started);
        }
        Stack.delete(session.launcher().state(application));
        session.cluster().forget(application);
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "%s: %,.0f events/s over %.1f s%s",
                        contender.label(),
                        run.eventsPerSecond(),
                        run.seconds(),
                        run.wholeLog() ? "" : ", ended by the limit"));
        return run;
    }

    private void compare() throws Exception {
        int identities = new ViewCheck(session.cluster(), options.profile().identities())
                .require(log.prefix() + "identity-access", Launcher.DSL_OUTPUT);
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "checked: Sluice and the baseline agree on status and entitlements of %,d identities",
                        identities));
        compared = true;
        session.report().about("identities compared with the baseline", identities);
    }
}
