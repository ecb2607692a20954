package dev.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"E1", "a b", "System/sap", "account:sap/jdoe", "account:sap/a/b:c#d"})
    void whatTheContractAllowsIsRepeated(String key) {
        assertThat(AuditKeys.of(key)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "mailto:jane@example.org",
                "a#1",
                "tab\there",
                "account:",
                "account:sap",
                "account:/x",
                "account:sap/",
                "account:a:b/c"
            })
    void anyOtherKeyIsNamedByItsDigest(String key) {
        assertThat(AuditKeys.of(key))
                .isEqualTo("key:"
                        + Sha256.hex(key.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
    }

    @Test
    void whatIsTooLongIsNamedByItsDigest() {
        assertThat(AuditKeys.of("n".repeat(512))).hasSize(512);
        assertThat(AuditKeys.of("n".repeat(513))).startsWith("key:").hasSize(36);
        assertThat(AuditKeys.of("account:sap/" + "n".repeat(513))).startsWith("key:");
    }

    @Test
    void bytesThatAreNoTextAreNamedByTheirOwnDigest() {
        byte[] bytes = {'E', (byte) 0xff};
        assertThat(AuditKeys.of(bytes)).isEqualTo("key:" + Sha256.hex(bytes).substring(0, 32));
    }

    @Test
    void noKeyIsNoKey() {
        assertThat(AuditKeys.of((byte[]) null)).isEmpty();
    }

    @Test
    void aPseudonymNamesNobodyAndIsFoundByWhoHasTheName() {
        String digest = "key:"
                + Sha256.hex("account:okta/ada".getBytes(StandardCharsets.UTF_8))
                        .substring(0, 32);

        assertThat(AuditKeys.pseudonym("account:okta/ada")).isEqualTo(digest);
        assertThat(AuditKeys.pseudonym(digest)).isEqualTo(digest);
        assertThat(AuditKeys.pseudonym("E1")).isEqualTo("E1");
        assertThat(AuditKeys.pseudonym("feed:workday")).isEqualTo("feed:workday");
        assertThat(AuditKeys.pseudonym("feed:ada@example.org")).matches("key:[0-9a-f]{32}");
        assertThat(AuditKeys.pseudonym("feed:" + "n".repeat(128))).hasSize(133);
        assertThat(AuditKeys.pseudonym("feed:" + "n".repeat(129))).matches("key:[0-9a-f]{32}");
        assertThat(AuditKeys.pseudonym("ip:203.0.113.7")).matches("key:[0-9a-f]{32}");
        assertThat(AuditKeys.pseudonym("key:ada")).matches("key:[0-9a-f]{32}");
        assertThat(AuditKeys.pseudonym("mailto:ada@example.org")).doesNotContain("ada");
    }

    @Property(tries = 500)
    void aPseudonymIsItsOwn(@ForAll("keys") String key) {
        String pseudonym = AuditKeys.pseudonym(key);

        assertThat(AuditKeys.pseudonym(pseudonym)).isEqualTo(pseudonym);
        assertThat(AuditKeys.isPseudonym(pseudonym.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Property(tries = 2000)
    void aTextHasTheFormOfItsBytes(@ForAll("keys") String key) {
        assertThat(AuditKeys.of(key)).isEqualTo(AuditKeys.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Provide
    Arbitrary<String> keys() {
        Arbitrary<String> text = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("aE1 :/#\u0000\u009f\u00e4\u2003\ud83d\ude00")
                        .ofMaxLength(12),
                Arbitraries.strings().all().ofMaxLength(600));
        return Combinators.combine(Arbitraries.of("", "account:", "account:sap/", "feed:"), text)
                .as(String::concat);
    }
}
