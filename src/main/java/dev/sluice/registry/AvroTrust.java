package dev.sluice.registry;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.apache.kafka.common.config.ConfigException;

/**
 * The one place that tells Avro which generated classes it may make.
 *
 * <p>Since 1.12.1 Avro loads no class by the name in a schema unless it is trusted; a generated builder fails as well when a
 * field's default is made of generated classes. This adds the package of the published contract to whatever is trusted
 * already: Avro's own list and the system properties {@code org.apache.avro.SERIALIZABLE_CLASSES} and {@code _PACKAGES} stay
 * in force.
 *
 * <p>Every codec calls it. A program calls {@link #trustContract()} first in its {@code main}, because it may build records
 * before it makes a codec; the tests' JVMs have the system property instead. (Avro could load a service of ours at the first
 * schema, but so would the schema compiler of the build, which then fails whenever our classes are not compiled yet.)
 */
public final class AvroTrust {

    /** The package of the generated contract. */
    public static final String CONTRACT_PACKAGE = "dev.sluice.event";

    private AvroTrust() {}

    /** Trusts the contract's generated classes; without effect when they are trusted already. */
    public static void trustContract() {
        if (!(ClassSecurityValidator.getGlobal() instanceof WithContract)) {
            synchronized (AvroTrust.class) {
                ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
                if (!(before instanceof WithContract)) {
                    ClassSecurityValidator.setGlobal(new WithContract(before));
                }
            }
        }
    }

    /**
     * Checks at start-up what would otherwise fail at the first record.
     *
     * @throws ConfigException if Avro would refuse to make the class
     */
    static void requireTrusted(Class<?> type) {
        trustContract();
        if (!ClassSecurityValidator.getGlobal().isTrusted(type)) {
            throw new ConfigException("Avro does not trust " + type.getName()
                    + ". Add its package to the system property" + " org.apache.avro.SERIALIZABLE_PACKAGES.");
        }
    }

    /** Named, so that a second call finds it and adds nothing. */
    private record WithContract(ClassSecurityPredicate before) implements ClassSecurityPredicate {

        @Override
        public boolean isTrusted(Class<?> type) {
            return type.getName().startsWith(CONTRACT_PACKAGE + ".") || before.isTrusted(type);
        }

        @Override
        public void forbiddenClass(String className) {
            before.forbiddenClass(className);
        }
    }
}
