package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import java.nio.file.Path;

/** The command {@code replay}, as somebody would run it. */
final class ReplayRun {
    private ReplayRun() {}

    static void of(Path events, Path policies, Path out) {
        int code = Main.commandLine()
                .execute(
                        "replay",
                        "--events",
                        events.toString(),
                        "--policies",
                        policies.toString(),
                        "--out",
                        out.toString());
        assertThat(code).isZero();
    }
}
