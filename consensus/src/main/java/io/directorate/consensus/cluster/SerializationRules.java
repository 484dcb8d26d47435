package io.directorate.consensus.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.SerializationConfig;

/**
 * What may be read as a Java object: nothing but the exceptions by which Hazelcast's members answer each other. Whatever
 * Directorate and vertx-hazelcast send is bytes, or knows itself how to be read.
 */
final class SerializationRules {
    private SerializationRules() {}

    static SerializationConfig config() {
        ClassFilter allowed = new ClassFilter()
                .addPackages("com.hazelcast.core", "com.hazelcast.spi.exception", "com.hazelcast.partition")
                .addClasses(
                        "com.hazelcast.ringbuffer.StaleSequenceException",
                        "com.hazelcast.nio.serialization.HazelcastSerializationException",
                        "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
                        "com.hazelcast.splitbrainprotection.SplitBrainProtectionException",
                        "java.io.EOFException",
                        "java.io.IOException",
                        "java.util.ArrayList",
                        "java.util.concurrent.CancellationException",
                        "java.util.concurrent.ExecutionException",
                        "java.util.concurrent.RejectedExecutionException",
                        "java.util.concurrent.TimeoutException",
                        "java.util.Collections$EmptyList",
                        "java.util.Collections$UnmodifiableCollection",
                        "java.util.Collections$UnmodifiableList",
                        "java.util.Collections$UnmodifiableRandomAccessList",
                        "[Ljava.lang.StackTraceElement;",
                        "[Ljava.lang.Throwable;",
                        "java.lang.Error",
                        "java.lang.Exception",
                        "java.lang.IllegalArgumentException",
                        "java.lang.IllegalStateException",
                        "java.lang.IndexOutOfBoundsException",
                        "java.lang.InterruptedException",
                        "java.lang.NullPointerException",
                        "java.lang.RuntimeException",
                        "java.lang.SecurityException",
                        "java.lang.StackTraceElement",
                        "java.lang.Throwable",
                        "java.lang.UnsupportedOperationException");
        return new SerializationConfig()
                .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig()
                        .setDefaultsDisabled(true)
                        .setWhitelist(allowed));
    }
}
