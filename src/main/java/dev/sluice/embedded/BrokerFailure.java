package dev.sluice.embedded;

import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Why a broker did not start; turned into a sentence once it is clear that no further attempt is made. */
final class BrokerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    BrokerFailure(Throwable cause, Duration limit) {
        super(cause);
        this.limit = limit;
    }

    boolean isPortTaken() {
        for (Throwable at = getCause(); at != null; at = at.getCause() == at ? null : at.getCause()) {
            String message = at.getMessage() == null ? "" : at.getMessage();
            if (at instanceof BindException || message.contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    StackException explain(Path directory, int port) {
        Throwable cause = getCause();
        if (isPortTaken()) {
            return FreePorts.inUse(port, "the broker", cause);
        }
        if (DataDirectory.isDiskFull(cause)) {
            return DataDirectory.full(directory, 0, DataDirectory.SPACE_NEEDED, cause);
        }
        if (cause instanceof TimeoutException) {
            return new StackException(
                    "The embedded broker was not ready within " + limit.toSeconds()
                            + " s; the machine may be overloaded: try again, or look at its log with -Dsluice.log.root=INFO.",
                    cause);
        }
        return new StackException(
                "The embedded broker could not start on " + directory + " (" + cause
                        + "); look at its log with -Dsluice.log.root=INFO, or try an empty data directory.",
                cause);
    }
}
