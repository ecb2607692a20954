package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.SluiceApp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application itself without each of its rights in turn: it says in a sentence which one it lacks. */
@Tag("oracle")
class LongAclProofTest {
    @Test
    @SuppressWarnings("try") // the application writes while it is open
    void withoutAnyOneOfItsRightsTheApplicationSaysWhatItLacks(@TempDir Path dir) throws Exception {
        try (SecuredBroker broker = new SecuredBroker(dir, List.of(), Map.of())) {
            AclBed bed = new AclBed(broker, dir);
            bed.fill();
            assertThat(bed.toldWithout(acl -> false)).isEmpty();
            try (SluiceApp app = AclBed.start(bed.appConfig("sluice", bed.user("app", AclBed.WRITING), "one"))) {
                bed.awaitAllWritten();
                bed.assertThatEachIsNamed(acl -> true);
            }
            List<AclBinding> printed = AclBed.app("lacking-");
            assertThat(printed).hasSizeGreaterThan(70);
            SoftAssertions told = new SoftAssertions();
            for (AclBinding one : printed) {
                told.assertThat(bed.toldWithout(acl -> AclBed.isSame(acl, one)))
                        .as(one.entry().operation() + " on " + one.pattern())
                        .contains(AclBed.saysOf(one))
                        .containsIgnoringCase(one.entry().operation().name().replace("_", ""));
            }
            told.assertAll();
        }
    }
}
