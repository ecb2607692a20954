package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.siem.Format;
import dev.sluice.siem.OcsfVersion;
import dev.sluice.siem.RenderOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class RenderConfigTest {
    private static AppConfig config(String... pairs) {
        Map<String, Object> given = new HashMap<>();
        given.put("bootstrap.servers", "127.0.0.1:9092");
        given.put("schema.registry.url", "mock://config");
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return new AppConfig(given);
    }

    @Test
    void nothingIsRenderedUnlessItIsAskedFor() {
        assertThat(config().formats()).isEmpty();
        assertThat(config(AppConfig.RENDER, " , ").formats()).isEmpty();
    }

    @Test
    void formatsAreAListOfWords() {
        assertThat(config(AppConfig.RENDER, "cef, OCSF,cef").formats()).containsExactly(Format.OCSF, Format.CEF);
        assertThatThrownBy(() -> config(AppConfig.RENDER, "cef,gelf").formats())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.render", "gelf");
    }

    @Test
    void theSenderIsTheApplicationUnlessItIsNamed() {
        assertThat(config("application.id", "sluice-eu").renderOptions())
                .isEqualTo(new RenderOptions("sluice-eu", 32_473, OcsfVersion.V1_8_0));
        assertThat(config(AppConfig.RENDER_HOSTNAME, "siem-1", AppConfig.RENDER_ENTERPRISE, "9")
                        .renderOptions())
                .isEqualTo(new RenderOptions("siem-1", 9, OcsfVersion.V1_8_0));
    }

    @Test
    void whatCantBeIsRefusedWithItsKey() {
        assertThatThrownBy(() -> config(AppConfig.RENDER_ENTERPRISE, "ours").renderOptions())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.RENDER_ENTERPRISE);
        assertThatThrownBy(() -> config(AppConfig.RENDER_ENTERPRISE, "0").renderOptions())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("IANA");
        assertThatThrownBy(() -> config(AppConfig.RENDER_HOSTNAME, "two words").renderOptions())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("US-ASCII");
        assertThatThrownBy(() -> config(AppConfig.RENDER_OCSF, "1.9.0").renderOptions())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.RENDER_OCSF, "1.8.0");
    }

    @Test
    void theStreamsEngineIsNotToldOfIt() {
        assertThat(config(AppConfig.RENDER, "cef").streams()).doesNotContainKey(AppConfig.RENDER);
    }
}
