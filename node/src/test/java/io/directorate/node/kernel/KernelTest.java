package io.directorate.node.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a guest with a real IPVS kernel. One guest is booted for the class; its methods, constructor
 * and life-cycle methods get it as a parameter of type {@link io.directorate.node.lab.UmlGuest} or {@link
 * io.directorate.node.lab.shell.Shell}.
 *
 * <p>Where no guest can be had, the class fails if this is root or {@code CI=true}; else it is reported as aborted, with
 * the reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("kernel")
@ExtendWith(KernelGuestExtension.class)
public @interface KernelTest {
    /** The guest's memory. */
    int memoryMegabytes() default 1024;

    /** The guest is killed when it has lived so long. */
    int timeLimitSeconds() default 600;

    /** Size of the IPVS connection table as a power of two. */
    int connectionTableBits() default 12;

    /** Debian packages whose programs the class needs beside those of the guest and of traffic. */
    String[] packages() default {};
}
