package dev.sluice.stream;

import dev.sluice.registry.SchemaRegistryClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A registry in front of a real one that does something first when it is asked about one subject. */
final class RegistryThat {
    private RegistryThat() {}

    static SchemaRegistryClient doesBefore(SchemaRegistryClient registry, String subject, Runnable first) {
        return (SchemaRegistryClient) Proxy.newProxyInstance(
                RegistryThat.class.getClassLoader(),
                new Class<?>[] {SchemaRegistryClient.class},
                (proxy, method, arguments) -> {
                    if (arguments != null && subject.equals(arguments[0])) {
                        first.run();
                    }
                    try {
                        return method.invoke(registry, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
