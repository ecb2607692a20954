package dev.sluice.app;

import dev.sluice.api.ApiOptions;
import dev.sluice.api.ApiServer;
import dev.sluice.ops.EndpointOptions;
import dev.sluice.ops.OpsMeters;
import dev.sluice.ops.OpsServer;
import dev.sluice.topics.TopicOverrides;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream application with the endpoint that tells how it is, and the query API where it is switched on. The endpoint is
 * there first and goes last: while the application starts and stops, somebody wants to know.
 */
public final class ServedApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedApp.class);

    private final SluiceApp app;
    private final OpsMeters meters;
    private final OpsServer server;
    private final ApiServer api;

    private ServedApp(SluiceApp app, OpsMeters meters, OpsServer server, ApiServer api) {
        this.app = app;
        this.meters = meters;
        this.server = server;
        this.api = api;
    }

    /**
     * Opens the endpoint, checks the cluster and starts.
     *
     * @param config the configuration
     * @param overrides what the topics were made with
     * @return the running application
     * @throws org.apache.kafka.common.config.ConfigException if endpoint or API can't listen; the message says which key it is
     * @throws IllegalStateException if the topics are not as the stage needs them; the message says what to do
     */
    public static ServedApp start(AppConfig config, TopicOverrides overrides) {
        OpsMeters meters = new OpsMeters();
        OpsServer server = null;
        SluiceApp app = null;
        try {
            ApiOptions asked = config.api();
            AppGauges gauges = new AppGauges(config, meters.registry());
            EndpointOptions endpoint = config.ops().endpoint();
            if (endpoint.isOn()) {
                server = OpsServer.start(endpoint, gauges.health(), meters::text);
                LOG.info("/live, /ready, /started and /metrics are on {}:{}", endpoint.address(), server.port());
            }
            app = SluiceApp.start(config, gauges, overrides);
            ApiServer api = asked.isOn()
                    ? ApiServer.start(asked, app.streams(), new PublishedPolicies(), InstantSource.system())
                    : null;
            return new ServedApp(app, meters, server, api);
        } catch (RuntimeException e) {
            if (app != null) {
                app.close();
            }
            end(server, meters);
            throw e;
        }
    }

    private static void end(OpsServer server, OpsMeters meters) {
        if (server != null) {
            server.close();
        }
        meters.close();
    }

    /**
     * The application.
     *
     * @return as it runs
     */
    public SluiceApp app() {
        return app;
    }

    /**
     * The port of the endpoint.
     *
     * @return the port, -1 if there is none
     */
    public int port() {
        return server == null ? -1 : server.port();
    }

    /**
     * The port of the query API.
     *
     * @return the port, -1 if it is off
     */
    public int apiPort() {
        return api == null ? -1 : api.port();
    }

    /** Is not ready any more, answers no further query, stops in order, and only then takes the endpoint away. */
    @Override
    public void close() {
        if (api != null) {
            api.close();
        }
        app.close();
        end(server, meters);
    }
}
