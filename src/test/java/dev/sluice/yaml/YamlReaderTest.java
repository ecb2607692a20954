package dev.sluice.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    private final YamlReader reader = new YamlReader(100_000);

    @Test
    void readsSeveralDocumentsWithTheLinesOfTheFile() {
        List<YamlDocument> documents =
                reader.parse("f", "# head\na: 1\n---\n# only a comment\n---\nb:\n  - x\n  - c: 2\n");

        assertThat(documents).hasSize(2);
        assertThat(documents.get(0).body().get("a").intValue()).isEqualTo(1);
        assertThat(documents.get(1).line("/b/1/c")).isEqualTo(8);
        assertThat(documents.get(1).line("/b/1/absent")).isEqualTo(8);
        assertThat(documents.get(1).text()).startsWith("b:").doesNotContain("---");
    }

    @Test
    void readsJsonToo() {
        assertThat(reader.parse("f", "{\"a\": [true, null, 1.5]}").get(0).body().toString())
                .isEqualTo("{\"a\":[true,null,1.5]}");
    }

    @Test
    void theCountryCodeOfNorwayStaysText() {
        assertThat(reader.parse("f", "country: no").get(0).body().get("country").textValue())
                .isEqualTo("no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &x [1]\nb: *x",
                "a: &a [lol,lol]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]",
                "a: !!javax.script.ScriptEngineManager [x]",
                "a: !custom x",
                "a: 1\na: 2",
                "a: 0100",
                "a: 99999999999999999999",
                "a: [1",
                "a: 1\n...\nb: 2",
                "\"a",
                "a: \u0007",
                "...",
                "%YAML 1.1",
            })
    void refusesWhatIsNotPlainData(String text) {
        assertThatThrownBy(() -> reader.parse("file.yaml", text))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith("file.yaml:");
    }

    /** Each value is known by all the names above it: half a mebibyte of names above as many values would be gigabytes. */
    @Test
    void refusesLongNamesAboveManyValues() {
        YamlReader large = new YamlReader(1 << 20);
        String text = "? " + "a".repeat(400_000) + "\n: [" + "1,".repeat(150_000) + "1]\n";
        assertThatThrownBy(() -> large.parse("f", text))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("names that are long");
        String many = "a: [" + "1,".repeat(150_000) + "1]\n";
        assertThat(large.parse("f", many).get(0).body().get("a")).hasSize(150_001);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        assertThatThrownBy(() -> reader.parse("f", deep)).isInstanceOf(YamlException.class);
    }

    @Test
    void refusesMoreBytesThanAllowedWithoutReadingThemAll() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };

        assertThatThrownBy(() -> reader.read("f", endless)).hasMessageContaining("larger than 100000");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        InputStream latin = new ByteArrayInputStream(new byte[] {'a', ':', ' ', (byte) 0xe4});

        assertThatThrownBy(() -> reader.read("f", latin)).hasMessageContaining("not UTF-8");
    }
}
