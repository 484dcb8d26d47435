package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneException.Reason;
import io.directorate.dataplane.netlink.DumpInterruptedException;
import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkTimeoutException;
import io.directorate.dataplane.netlink.ReceiveOverrunException;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;

/** Says what an error of the kernel means here and what to do about it; meanings from {@code net/netfilter/ipvs/ip_vs_ctl.c}. */
final class Failures {
    static final String LOAD_IPVS =
            "this kernel has no IPVS: load it with 'modprobe ip_vs' (in a container: on the host), or boot a kernel "
                    + "with CONFIG_IP_VS";
    static final String GRANT = "CAP_NET_ADMIN over the network namespace is needed: run as root, or grant it "
            + "(systemd: AmbientCapabilities=CAP_NET_ADMIN)";

    private Failures() {}

    /** The error of a request as a whole. */
    static DataplaneException of(String what, NetlinkException e) {
        if (e instanceof NetlinkTimeoutException || e instanceof ReceiveOverrunException) {
            return exception(Reason.UNKNOWN_OUTCOME, what + ": " + e.getMessage() + "; read the table again", e);
        }
        if (e instanceof MalformedMessageException || e instanceof DumpInterruptedException) {
            return exception(Reason.BAD_ANSWER, what + ": " + e.getMessage() + "; read the table again", e);
        }
        if (e.isPermissionDenied()) {
            return exception(Reason.NO_PERMISSION, what + ": " + e.errnoName() + "; " + GRANT, e);
        }
        if (e.is(Errno.ENOENT)) {
            return exception(Reason.NO_IPVS, what + ": ENOENT; " + LOAD_IPVS, e);
        }
        return exception(Reason.REFUSED, what + ": " + e.getMessage(), e);
    }

    private static DataplaneException exception(Reason reason, String message, NetlinkException e) {
        return new DataplaneException(reason, message, e.errnoName(), e);
    }

    /** Why a change was refused. */
    static String why(DataplaneChange change, NetlinkException e) {
        Errno errno = Errno.of(e.errno());
        String text = e.errnoName() + ", " + (errno == null ? Errno.textOf(e.errno()) : meaning(change, errno));
        return e.kernelText() == null ? text : text + "; the kernel says: " + e.kernelText();
    }

    /** What an error means for this change. */
    static String meaning(DataplaneChange change, Errno errno) {
        return switch (errno) {
            case EPERM, EACCES -> GRANT;
            case EAFNOSUPPORT -> "this kernel has no IPv6, or it is switched off (ipv6.disable=1)";
            case ENOMEM -> "the kernel has no memory left";
            default -> special(change, errno);
        };
    }

    private static String special(DataplaneChange change, Errno errno) {
        if (change instanceof DataplaneChange.AddService add) {
            return serviceError(add.service(), errno);
        } else if (change instanceof DataplaneChange.EditService edit) {
            return serviceError(edit.service(), errno);
        } else if (change instanceof DataplaneChange.DeleteService delete) {
            return missingService(delete.key(), errno);
        } else if (change instanceof DataplaneChange.ZeroCounters zero) {
            return zero.key().map(key -> missingService(key, errno)).orElseGet(errno::text);
        } else if (change instanceof DataplaneChange.AddServer add) {
            return serverError(add.key(), errno);
        } else if (change instanceof DataplaneChange.EditServer edit) {
            return serverError(edit.key(), errno);
        } else if (change instanceof DataplaneChange.DeleteServer delete) {
            return serverError(delete.key(), errno);
        } else if (change instanceof DataplaneChange.SetSysctl) {
            return sysctlError(errno);
        } else if (change instanceof DataplaneChange.SetTimeouts && errno == Errno.EINVAL) {
            return "a time-out is longer than the kernel can count (2147483647 / HZ seconds)";
        }
        return daemonError(errno);
    }

    private static String serviceError(VirtualService service, Errno errno) {
        String engine = service.persistenceEngine()
                .map(name -> ", or no persistence engine " + name + " (module ip_vs_pe_" + name + ")")
                .orElse("");
        return switch (errno) {
            case EEXIST -> "the service is there already";
            case ESRCH -> "there is no such service";
            case ENOENT ->
                "this kernel has no scheduler " + service.scheduler() + " (module ip_vs_" + service.scheduler() + ")"
                        + engine;
            case EINVAL -> "the kernel takes neither these settings nor says which; check netmask and scheduler flags";
            default -> errno.text();
        };
    }

    private static String missingService(ServiceKey key, Errno errno) {
        return errno == Errno.ESRCH ? "there is no service " + key : errno.text();
    }

    private static String serverError(ServiceKey key, Errno errno) {
        return switch (errno) {
            case EEXIST -> "the service has this real server already";
            case ESRCH -> "there is no service " + key;
            case ENOENT -> "the service has no such real server";
            case ERANGE -> "the weight is below 0, or the lower threshold is above the upper one";
            case EINVAL ->
                "the address is neither unicast nor this host's own, or the real server is of the other address family and not "
                        + "tunnelled or a synchronisation daemon runs, or a gue tunnel has no port";
            default -> errno.text();
        };
    }

    private static String sysctlError(Errno errno) {
        return switch (errno) {
            case ENOENT -> "this kernel has no such setting, or IPVS is not loaded";
            case EINVAL -> "the value is out of range";
            case EROFS -> "/proc/sys is mounted read-only, as in an unprivileged container";
            default -> errno.text();
        };
    }

    private static String daemonError(Errno errno) {
        return switch (errno) {
            case EEXIST -> "such a daemon runs already";
            case ESRCH -> "no such daemon runs";
            case ENODEV -> "there is no such network interface, or it is down";
            case EINVAL ->
                "the group is not a multicast address, or a service has real servers of the other address family, which cannot be "
                        + "synchronised";
            default -> errno.text();
        };
    }
}
