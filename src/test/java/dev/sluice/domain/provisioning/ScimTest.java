package dev.sluice.domain.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.event.ScimRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an account, a group or a person is called, a request stays the one that was meant. */
class ScimTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Property(tries = 500)
    void anyNameStaysInItsPlace(@ForAll @StringLength(min = 1, max = 40) String name) throws IOException {
        Assume.that(!name.equals(".") && !name.equals(".."));
        check(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../Groups/admins", "a/b", "a?b=c", "a#b", "%2e%2e", "a\" or true]", "\"}]}", "a\\", "x;y", " "})
    void aNameThatMeansHarmStaysInItsPlace(String name) throws IOException {
        check(name);
    }

    /** However it is written: `%2E%2E` is the same place to whoever follows the rules for URLs. */
    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void whatNoPathCanNameIsNotAskedFor(String name) {
        assertThat(Scim.disable(name)).isNull();
        assertThat(Scim.enable(name)).isNull();
        assertThat(Scim.delete(name)).isNull();
        assertThat(Scim.put("E1", name, Map.of())).isNull();
        assertThat(Scim.addMember(name, "ada")).isNull();
        assertThat(Scim.renameGroup(name, "Ada")).isNull();
        assertThat(Scim.addMember("group", name)).isNotNull();
    }

    private static void check(String name) throws IOException {
        for (ScimRequest request : List.of(
                Scim.disable(name), Scim.put("E1", name, Map.of("displayName", name)), Scim.removeMember(name, name))) {
            String[] parts = request.getPath().split("/", -1);
            assertThat(parts).as(request.getPath()).hasSize(3);
            assertThat(URI.create("http://target" + request.getPath())
                            .normalize()
                            .getRawPath())
                    .isEqualTo(request.getPath());
            if (isText(name)) {
                assertThat(URLDecoder.decode(parts[2].replace("+", "%2B"), StandardCharsets.UTF_8))
                        .isEqualTo(name);
            }
            JSON.readTree(request.getBody());
        }
        JsonNode put =
                JSON.readTree(Scim.put("E1", "ada", Map.of("displayName", name)).getBody());
        assertThat(put.path("displayName").textValue()).isEqualTo(name);
        assertThat(put.properties()).hasSize(5);
        String filter = JSON.readTree(Scim.removeMember("g", name).getBody())
                .path("Operations")
                .path(0)
                .path("path")
                .textValue();
        assertThat(filter).startsWith("members[value eq ").endsWith("]");
        String compared = filter.substring("members[value eq ".length(), filter.length() - 1);
        assertThat(JSON.readTree(compared).textValue()).isEqualTo(name);
    }

    /** Half of a pair can't be in a URL, and no name that was read from a topic has one. */
    private static boolean isText(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
