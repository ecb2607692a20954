package dev.sluice.bench.run;

import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.bench.measure.Ratios;
import dev.sluice.bench.measure.Run;
import dev.sluice.bench.measure.Stats;
import dev.sluice.bench.report.Report.RunLine;
import dev.sluice.bench.run.BenchOptions.Part;
import dev.sluice.bench.run.Launcher.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.IsolationLevel;

/** Copy and Sluice by turns on the same log, for each guarantee and thread count. */
final class ThroughputPart {
    private final Bench.Session session;
    private final BenchOptions options;
    private final Log log;
    private double worstVariation = Double.NaN;

    ThroughputPart(Bench.Session session, Log log) {
        this.session = session;
        this.options = session.options();
        this.log = log;
    }

    void run() throws Exception {
        for (int threads : options.threads()) {
            if (options.has(Part.ALO)) {
                turns(Guarantee.ALO, threads);
            }
            if (options.has(Part.EOS)) {
                turns(Guarantee.EOS, threads);
            }
            if (!options.has(Part.ALO) && !options.has(Part.EOS) && options.has(Part.COPY)) {
                copies(threads);
            }
        }
        if (options.has(Part.RESTORE) && !options.has(Part.ALO)) {
            String application = "bench-for-restore";
            sluice(new Contender(Program.SLUICE, Guarantee.ALO, options.mainThreads()), application);
            restore(Guarantee.ALO, application);
        }
    }

    private void copies(int threads) throws Exception {
        List<Run> copies = new ArrayList<>();
        for (int round = 1; round <= options.rounds() + 1; round++) {
            copies.add(copy(Guarantee.ALO, threads, round));
            line(round, copies.get(round - 1), Double.NaN);
        }
        variation(copies);
    }

    private void turns(Guarantee guarantee, int threads) throws Exception {
        List<Run> copies = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        copies.add(copy(guarantee, threads, 0));
        for (int round = 1; round <= options.rounds(); round++) {
            Contender contender = new Contender(Program.SLUICE, guarantee, threads);
            String application = "bench-" + contender.id() + "-" + round;
            runs.add(sluice(contender, application));
            finish(contender, application, round == options.rounds());
            copies.add(copy(guarantee, threads, round));
        }
        List<Double> ratios = Ratios.toNeighbours(speeds(copies), speeds(runs));
        line(0, copies.get(0), Double.NaN);
        for (int i = 0; i < runs.size(); i++) {
            line(i + 1, runs.get(i), ratios.get(i));
            line(i + 1, copies.get(i + 1), Double.NaN);
        }
        variation(copies);
        figures(guarantee, threads, copies, runs, ratios);
    }

    private Run copy(Guarantee guarantee, int threads, int round) throws Exception {
        session.cluster().empty(Launcher.COPY_OUTPUT);
        Contender contender = new Contender(Program.COPY, guarantee, threads);
        Started started = session.launcher().start(contender, "bench-" + contender.id() + "-" + round, log.prefix());
        try (Child child = started.child()) {
            child.requireAlive();
            long total = log.events() * options.profile().copyLoops();
            Run run = new Stopwatch(session.broker(), total / 3, total, 0).measure(contender, started);
            checkCopy(run);
            return said(run);
        }
    }

    private void checkCopy(Run run) throws Exception {
        long written =
                session.cluster().ends(List.of(Launcher.COPY_OUTPUT), IsolationLevel.READ_COMMITTED).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        // Markers of transactions count as well.
        if (written < run.processed() || run.contender().guarantee() == Guarantee.ALO && written > run.processed()) {
            throw new BenchException(run.contender().label() + " read " + run.processed() + " records and wrote "
                    + written + ". No figure is given.");
        }
    }

    private Run sluice(Contender contender, String application) throws Exception {
        session.cluster().emptyDerived(log.prefix());
        Started started = session.launcher().start(contender, application, log.prefix());
        Run run;
        try (Child child = started.child()) {
            child.requireAlive();
            run = new Stopwatch(
                            session.broker(),
                            log.unmeasured() + log.policies(),
                            log.events() + log.policies(),
                            options.limitSeconds())
                    .measure(contender, started);
        }
        return said(run.ofTheLog(check(contender, application)));
    }

    private long check(Contender contender, String application) throws Exception {
        long committed = session.cluster().committed(application, LogWriter.topics(log.prefix()));
        AuditCheck audit = AuditCheck.read(session.cluster(), log.prefix());
        audit.require(contender.label(), committed);
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "checked: %,d events committed as read, %,d audit records of events, all applied; %,d decisions",
                        committed,
                        audit.events(),
                        audit.decisions()));
        return committed;
    }

    /** Takes the state's size, and restores it where that is asked for; then the state goes. */
    private void finish(Contender contender, String application, boolean lastRound) throws Exception {
        boolean main = contender.threads() == options.mainThreads() && contender.guarantee() == Guarantee.ALO;
        if (lastRound && main) {
            session.report()
                    .figure(
                            "state_b_per_identity",
                            (double) session.launcher().stateBytes(application)
                                    / options.profile().identities());
            if (options.has(Part.RESTORE)) {
                restore(contender.guarantee(), application);
            }
        }
        Stack.delete(session.launcher().state(application));
        session.cluster().forget(application);
    }

    private void restore(Guarantee guarantee, String application) throws Exception {
        new RestorePart(session, log).run(guarantee, application);
    }

    private Run said(Run run) {
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "%s: %,.0f events/s over %.1f s, CPU s per million %.1f + broker %.1f%s",
                        run.contender().label(),
                        run.eventsPerSecond(),
                        run.seconds(),
                        run.appCpuPerMillion(),
                        run.brokerCpuPerMillion(),
                        run.wholeLog() ? "" : ", ended by the limit"));
        return run;
    }

    private void line(int round, Run run, double ratio) {
        session.report().run(lineOf(round, run, ratio));
    }

    static RunLine lineOf(int round, Run run, double ratio) {
        return new RunLine(
                round,
                run.contender().label(),
                run.eventsPerSecond(),
                ratio,
                run.seconds(),
                run.appCpuPerMillion(),
                run.brokerCpuPerMillion(),
                run.allocatedPerEvent());
    }

    private void variation(List<Run> copies) {
        double variation = Stats.variation(speeds(copies));
        worstVariation = Double.isNaN(worstVariation) ? variation : Math.max(variation, worstVariation);
        session.report().figure("copy_cv", worstVariation);
    }

    private void figures(Guarantee guarantee, int threads, List<Run> copies, List<Run> runs, List<Double> ratios) {
        String key = guarantee.key() + (threads == options.mainThreads() ? "" : "_" + threads + "t");
        double app = median(runs, Run::appCpuPerMillion);
        double broker = median(runs, Run::brokerCpuPerMillion);
        var report = session.report();
        report.figure("ratio_" + key, Stats.median(ratios));
        report.figure("events_s_" + key, median(runs, Run::eventsPerSecond));
        report.figure("events_s_copy_" + key, median(copies, Run::eventsPerSecond));
        String suffix = key.equals("alo") ? "" : "_" + key;
        report.figure("cpu_s_per_m" + suffix, app + broker);
        report.figure("cpu_app_s_per_m" + suffix, app);
        report.figure("cpu_broker_s_per_m" + suffix, broker);
        report.figure(
                "cpu_ratio_" + key,
                (app + broker) / median(copies, run -> run.appCpuPerMillion() + run.brokerCpuPerMillion()));
        report.figure("alloc_b_per_event" + suffix, median(runs, Run::allocatedPerEvent));
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        return Stats.median(runs.stream().map(run -> figure.applyAsDouble(run)).toList());
    }

    static List<Double> speeds(List<Run> runs) {
        return runs.stream().map(Run::eventsPerSecond).toList();
    }
}
