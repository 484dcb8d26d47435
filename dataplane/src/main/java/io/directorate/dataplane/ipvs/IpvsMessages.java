package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.ipvs.IpvsProtocol.Attribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.Command;
import io.directorate.dataplane.ipvs.IpvsProtocol.DaemonAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServerAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServiceAttribute;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes every request of the family IPVS. The kernel reads them in {@code ip_vs_genl_set_cmd}, {@code ip_vs_genl_set_daemon},
 * {@code ip_vs_genl_get_cmd} and the dump functions of {@code net/netfilter/ipvs/ip_vs_ctl.c}. Immutable.
 */
public final class IpvsMessages {
    /** Length of {@code union nf_inet_addr}. */
    private static final int ADDRESS_BYTES = 16;
    /** Every flag is meant: those not given are cleared, as {@code libipvs} does it. */
    private static final int ALL_FLAGS = -1;

    private final GenericFamily family;

    /**
     * Writes for a family.
     *
     * @param family as the running kernel numbers it
     */
    public IpvsMessages(GenericFamily family) {
        this.family = family;
    }

    /**
     * Writes the request that carries out a change.
     *
     * @param change any but {@link DataplaneChange.SetSysctl}, which is no message
     * @return the request
     */
    public Message of(DataplaneChange change) {
        if (change instanceof DataplaneChange.AddService add) {
            return service("IPVS NEW_SERVICE", Command.NEW_SERVICE, add.service());
        } else if (change instanceof DataplaneChange.EditService edit) {
            return service("IPVS SET_SERVICE", Command.SET_SERVICE, edit.service());
        } else if (change instanceof DataplaneChange.DeleteService delete) {
            return identified("IPVS DEL_SERVICE", Command.DEL_SERVICE, ServiceIdentity.of(delete.key()));
        } else if (change instanceof DataplaneChange.AddServer add) {
            return server("IPVS NEW_DEST", Command.NEW_DEST, add.key(), TableServer.of(add.server()));
        } else if (change instanceof DataplaneChange.EditServer edit) {
            return server("IPVS SET_DEST", Command.SET_DEST, edit.key(), TableServer.of(edit.server()));
        } else if (change instanceof DataplaneChange.DeleteServer delete) {
            return deleteServer(delete.key(), delete.endpoint());
        } else if (change instanceof DataplaneChange.SetTimeouts set) {
            return setTimeouts(set.timeouts());
        } else if (change instanceof DataplaneChange.ZeroCounters zero) {
            return zero(zero.key());
        } else if (change instanceof DataplaneChange.Flush) {
            return plain("IPVS FLUSH", Command.FLUSH);
        } else if (change instanceof DataplaneChange.StartDaemon start) {
            return startDaemon(start.daemon());
        } else if (change instanceof DataplaneChange.StopDaemon stop) {
            return stopDaemon(stop.state());
        }
        throw new IllegalArgumentException("no message to the kernel does this: " + change.describe());
    }

    /**
     * Asks for all services; a dump.
     *
     * @return the request
     */
    public Message dumpServices() {
        return plain("IPVS GET_SERVICE", Command.GET_SERVICE);
    }

    /**
     * Asks for one service.
     *
     * @param key of the service
     * @return the request
     */
    public Message getService(ServiceKey key) {
        return identified("IPVS GET_SERVICE", Command.GET_SERVICE, ServiceIdentity.of(key));
    }

    /** Asks for the real servers of a service; a dump, empty too if there is no such service. */
    Message dumpServers(ServiceIdentity service) {
        return identified("IPVS GET_DEST", Command.GET_DEST, service);
    }

    /**
     * Asks which daemons run; a dump.
     *
     * @return the request
     */
    public Message dumpDaemons() {
        return plain("IPVS GET_DAEMON", Command.GET_DAEMON);
    }

    /**
     * Asks for the time-outs.
     *
     * @return the request
     */
    public Message getTimeouts() {
        return plain("IPVS GET_CONFIG", Command.GET_CONFIG);
    }

    /**
     * Asks for version and size of the connection table.
     *
     * @return the request
     */
    public Message getInfo() {
        return plain("IPVS GET_INFO", Command.GET_INFO);
    }

    private Message plain(String operation, int command) {
        return family.message(operation, command, 0).build();
    }

    private Message identified(String operation, int command, ServiceIdentity service) {
        return family.message(operation, command, 0)
                .nested(Attribute.SERVICE, nest -> identity(nest, service))
                .build();
    }

    private Message service(String operation, int command, VirtualService service) {
        ServiceSettings settings = ServiceSettings.of(service);
        return family.message(operation, command, 0)
                .nested(Attribute.SERVICE, nest -> {
                    identity(nest, ServiceIdentity.of(service.key()));
                    settings(nest, settings, service.key().family());
                })
                .build();
    }

    private Message server(String operation, int command, ServiceKey key, TableServer server) {
        return family.message(operation, command, 0)
                .nested(Attribute.SERVICE, nest -> identity(nest, ServiceIdentity.of(key)))
                .nested(Attribute.DEST, nest -> {
                    endpoint(nest, server.endpoint());
                    nest.u32(ServerAttribute.FWD_METHOD, server.method())
                            .u32(ServerAttribute.WEIGHT, server.weight())
                            .u32(ServerAttribute.U_THRESH, (int) server.upperThreshold())
                            .u32(ServerAttribute.L_THRESH, (int) server.lowerThreshold())
                            .u8(ServerAttribute.TUN_TYPE, server.tunnel().type())
                            .be16(ServerAttribute.TUN_PORT, server.tunnel().port())
                            .u16(ServerAttribute.TUN_FLAGS, server.tunnel().flags());
                })
                .build();
    }

    private Message deleteServer(ServiceKey key, Endpoint endpoint) {
        return family.message("IPVS DEL_DEST", Command.DEL_DEST, 0)
                .nested(Attribute.SERVICE, nest -> identity(nest, ServiceIdentity.of(key)))
                .nested(Attribute.DEST, nest -> endpoint(nest, endpoint))
                .build();
    }

    private Message setTimeouts(ConnectionTimeouts timeouts) {
        return family.message("IPVS SET_CONFIG", Command.SET_CONFIG, 0)
                .u32(Attribute.TIMEOUT_TCP, (int) timeouts.tcpSeconds())
                .u32(Attribute.TIMEOUT_TCP_FIN, (int) timeouts.tcpFinSeconds())
                .u32(Attribute.TIMEOUT_UDP, (int) timeouts.udpSeconds())
                .build();
    }

    private Message zero(Optional<ServiceKey> key) {
        return key.map(one -> identified("IPVS ZERO", Command.ZERO, ServiceIdentity.of(one)))
                .orElseGet(() -> plain("IPVS ZERO", Command.ZERO));
    }

    private Message startDaemon(SyncDaemon daemon) {
        return family.message("IPVS NEW_DAEMON", Command.NEW_DAEMON, 0)
                .nested(Attribute.DAEMON, nest -> {
                    nest.u32(DaemonAttribute.STATE, daemon.state().number())
                            .string(DaemonAttribute.MCAST_IFN, daemon.networkInterface())
                            .u32(DaemonAttribute.SYNC_ID, (int) daemon.syncId());
                    daemon.maxLength().ifPresent(bytes -> nest.u16(DaemonAttribute.SYNC_MAXLEN, bytes));
                    daemon.port().ifPresent(port -> nest.u16(DaemonAttribute.MCAST_PORT, port));
                    daemon.ttl().ifPresent(ttl -> nest.u8(DaemonAttribute.MCAST_TTL, ttl));
                    daemon.group()
                            .ifPresent(group -> nest.bytes(
                                    group.isIpv4() ? DaemonAttribute.MCAST_GROUP : DaemonAttribute.MCAST_GROUP6,
                                    group.bytes()));
                })
                .build();
    }

    private Message stopDaemon(SyncDaemon.State state) {
        return family.message("IPVS DEL_DAEMON", Command.DEL_DAEMON, 0)
                .nested(Attribute.DAEMON, nest -> nest.u32(DaemonAttribute.STATE, state.number()))
                .build();
    }

    private static void identity(MessageBuilder nest, ServiceIdentity service) {
        nest.u16(ServiceAttribute.AF, service.family().number());
        if (service.mark() != 0) {
            nest.u32(ServiceAttribute.FWMARK, (int) service.mark());
            return;
        }
        nest.u16(ServiceAttribute.PROTOCOL, service.protocol())
                .bytes(ServiceAttribute.ADDR, padded(service.endpoint().address()))
                .be16(ServiceAttribute.PORT, service.endpoint().port());
    }

    private static void settings(MessageBuilder nest, ServiceSettings settings, AddressFamily family) {
        byte[] flags = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(settings.flags())
                .putInt(ALL_FLAGS)
                .array();
        nest.string(ServiceAttribute.SCHED_NAME, settings.scheduler());
        settings.persistenceEngine().ifPresent(name -> nest.string(ServiceAttribute.PE_NAME, name));
        nest.bytes(ServiceAttribute.FLAGS, flags).u32(ServiceAttribute.TIMEOUT, (int) settings.timeoutSeconds());
        if (family == AddressFamily.IPV4) {
            nest.be32(ServiceAttribute.NETMASK, settings.netmask());
        } else {
            nest.u32(ServiceAttribute.NETMASK, settings.netmask());
        }
    }

    private static void endpoint(MessageBuilder nest, Endpoint endpoint) {
        nest.u16(ServerAttribute.ADDR_FAMILY, endpoint.address().family().number())
                .bytes(ServerAttribute.ADDR, padded(endpoint.address()))
                .be16(ServerAttribute.PORT, endpoint.port());
    }

    private static byte[] padded(IpAddress address) {
        return Arrays.copyOf(address.bytes(), ADDRESS_BYTES);
    }
}
