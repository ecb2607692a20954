package dev.sluice.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Drops what the broker's channel to its own controller logs. Both live in this process, so that channel cannot break by
 * itself; it only warns that it was closed at every orderly stop. The logger's name will not do: our clients share it.
 */
public final class BrokerNoise extends Filter<ILoggingEvent> {
    private static final String CHANNEL = "[NodeToControllerChannelManager ";

    /** Made by the logging configuration. */
    public BrokerNoise() {
        super();
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getFormattedMessage().startsWith(CHANNEL) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
