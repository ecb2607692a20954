package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Who may know whom, as rules for the packages below a root. {@link ArchitectureTest} holds the program to them and shows
 * on small counter-examples that each can be broken. A rule about a package that is not there yet holds.
 */
final class ArchitectureRules {
    private static final Set<String> WALL_CLOCK_METHODS = Set.of("currentTimeMillis", "nanoTime");

    private final String root;

    /**
     * Rules for a program whose packages are below a root.
     *
     * @param root a package name, {@code dev.sluice} for the program
     */
    ArchitectureRules(String root) {
        this.root = root;
    }

    private String in(String name) {
        return root + "." + name + "..";
    }

    /** Plain Java and the events. The generated classes bring their Avro base classes and their schema, nothing more. */
    ArchRule domainKnowsOnlyJavaAndEvents() {
        return classes()
                .that()
                .resideInAPackage(in("domain"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..", in("domain"), "dev.sluice.event..", "org.apache.avro.specific..")
                        .or(belongToAnyOf(Schema.class, IndexedRecord.class, GenericEnumSymbol.class))
                        .or(DescribedPredicate.describe("are arrays or primitives", ArchitectureRules::isPlain)))
                .because("the rules are plain Java, so that tests, replay and what-if can each back them their own way")
                .allowEmptyShould(true);
    }

    /** Time comes from events, so that the same events give the same answer whenever they are replayed. */
    ArchRule domainHasNoClock() {
        return noClasses()
                .that()
                .resideInAPackage(in("domain"))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, InstantSource.class)
                .orShould()
                .accessTargetWhere(target(readsTheWallClock()))
                .because("time comes from events")
                .allowEmptyShould(true);
    }

    ArchRule domainDoesNotKnowItsShell() {
        return noClasses()
                .that()
                .resideInAPackage(in("domain"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("stream"), in("cli"), in("registry"))
                .because("dependencies point inwards")
                .allowEmptyShould(true);
    }

    ArchRule onlyTheDemoUsesTheEmbeddedBroker() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("embedded"), in("demo"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        in("embedded"),
                        in("demo"),
                        "kafka..",
                        "scala..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.raft..",
                        "org.apache.kafka.storage..")
                .because("the distribution has neither these packages nor the broker")
                .allowEmptyShould(true);
    }

    /** Answers are made of what is stored, so that a test, a replay and whoever asks over HTTP get the same. */
    ArchRule answersKnowNobodyWhoAsks() {
        return noClasses()
                .that()
                .resideInAPackage(in("query"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        in("api"), in("app"), "java.net..", "org.eclipse.jetty..", "org.apache.kafka.clients..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(KafkaStreams.class)
                .because("what is answered does not depend on who asks, and how")
                .allowEmptyShould(true);
    }

    ArchRule onlyTheApiKnowsItsServer() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("api"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .because("another server would be another package")
                .allowEmptyShould(true);
    }

    ArchRule nobodyUsesTheCommandLine() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("cli"), in("demo"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("cli"))
                .because("commands are the outermost layer; only the demo adds one of its own")
                .allowEmptyShould(true);
    }

    ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    ArchRule staticFieldsAreFinal() {
        return fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("static state outlives a test, a topology and a task")
                .allowEmptyShould(true);
    }

    /** What is open to everybody, or goes to where metrics are kept, can't tell of people if it does not know them. */
    ArchRule operationsKnowNobody() {
        return noClasses()
                .that()
                .resideInAPackage(in("ops"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("domain"), in("stream"), in("audit"), "dev.sluice.event..")
                .because("probes and metrics tell of the process, not of people")
                .allowEmptyShould(true);
    }

    /** What a command prints is its answer; everything else that has something to say has a logger. */
    ArchRule onlyCommandsPrint() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("cli"), in("demo"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("standard output belongs to the command that the person called")
                .allowEmptyShould(true);
    }

    private static boolean isPlain(JavaClass type) {
        return type.isPrimitive()
                || type.isArray()
                        && (type.getBaseComponentType().isPrimitive()
                                || resideInAPackage("java..").test(type.getBaseComponentType()));
    }

    /** {@code now()} without an argument is the wall clock; with a clock it is the owner's decision, ruled by type. */
    private static DescribedPredicate<AccessTarget> readsTheWallClock() {
        return DescribedPredicate.describe("read the wall clock", access -> {
            String owner = access.getOwner().getName();
            return owner.startsWith("java.time.") && access.getName().equals("now")
                    || owner.equals("java.lang.System") && WALL_CLOCK_METHODS.contains(access.getName());
        });
    }
}
