package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.tls.RenewableKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/** The certificates in use on the port of the log, as Ratis takes them. */
final class TlsKeys {
    private final RenewableKeys keys;

    TlsKeys(LogTls tls) {
        this.keys = new RenewableKeys(tls);
    }

    /** Takes others from the next handshake on. */
    void renew(LogTls tls) {
        keys.renew(tls);
    }

    /** What Ratis is given, for its servers and its clients. Java's own TLS: no native library is loaded. */
    GrpcTlsConfig config() {
        return GrpcTlsConfig.newBuilder()
                .setName("service log")
                .setKeyManager(keys.keyManager())
                .setTrustManager(keys.trustManager())
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols("TLSv1.3")
                .build();
    }
}
