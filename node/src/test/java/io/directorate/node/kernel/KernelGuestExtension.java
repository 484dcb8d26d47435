package io.directorate.node.kernel;

import io.directorate.node.lab.GuestOptions;
import io.directorate.node.lab.UmlGuest;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Boots one guest for each class marked {@link KernelTest}, nested classes included, and ends it after the class. */
final class KernelGuestExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(KernelGuestExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        guest(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // UmlGuest or one of its interfaces, but not Object or AutoCloseable alone.
        Class<?> type = parameter.getParameter().getType();
        return type.isAssignableFrom(UmlGuest.class) && type.getPackageName().startsWith("io.directorate.");
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return guest(context);
    }

    private static UmlGuest guest(ExtensionContext context) {
        // Found in the outer class's store first; the store closes the guest when that class is done.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(UmlGuest.class, key -> boot(context.getRequiredTestClass()), UmlGuest.class);
    }

    private static UmlGuest boot(Class<?> testClass) {
        KernelTest wishes = wishes(testClass);
        GuestOptions options = GuestOptions.defaults()
                .withMemory(wishes.memoryMegabytes())
                .withTimeLimit(Duration.ofSeconds(wishes.timeLimitSeconds()))
                .withConnectionTableBits(wishes.connectionTableBits());
        return KernelGuests.supply(wishes.packages()).boot(options);
    }

    private static KernelTest wishes(Class<?> testClass) {
        for (Class<?> at = testClass; at != null; at = at.getEnclosingClass()) {
            KernelTest found = at.getAnnotation(KernelTest.class);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException(testClass + " and its enclosing classes lack @KernelTest");
    }
}
