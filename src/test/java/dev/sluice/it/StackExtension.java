package dev.sluice.it;

import dev.sluice.embedded.EmbeddedStack;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one stack of the run, and topic names that no other test class uses. */
public final class StackExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(StackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EmbeddedStack.class || type == TestTopics.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EmbeddedStack stack = stack(context);
        return parameter.getParameter().getType() == EmbeddedStack.class ? stack : topics(context, stack);
    }

    /** The store of the root context closes what it holds after the last test. */
    private static EmbeddedStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        EmbeddedStack.class,
                        key -> EmbeddedStack.start(EmbeddedStack.Options.temporary()),
                        EmbeddedStack.class);
    }

    private static TestTopics topics(ExtensionContext context, EmbeddedStack stack) {
        Store store = context.getRoot().getStore(NAMESPACE);
        String test = context.getRequiredTestClass().getName();
        return store.getOrComputeIfAbsent(
                test,
                key -> new TestTopics(
                        stack.bootstrapServers(),
                        "it." + context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT) + "-"
                                + Integer.toHexString(test.hashCode()) + "."),
                TestTopics.class);
    }
}
