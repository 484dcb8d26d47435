package io.directorate.node.ipvsadm;

import io.directorate.dataplane.DataplaneChange;
import java.util.Map;

/** What {@code ipvsadm} says to the kernel's errors: a text per operation and error, else the C library's ({@code strerror(3)}). */
final class KernelErrors {
    /** A scheduler, or persistence engine, that the kernel has not. */
    static final String NO_SCHEDULER = "Scheduler or persistence engine not found";
    /** A service that is not there, to what acts on a service. */
    static final String NO_SERVICE = "No such service";

    private static final Map<String, String> GENERAL = Map.ofEntries(
            Map.entry("EPERM", "Permission denied (you must be root)"),
            Map.entry("EINVAL", "Invalid operation.  Possibly wrong module version, address not unicast, ..."),
            Map.entry("ENOPROTOOPT", "Protocol not available"),
            Map.entry("ENOMEM", "Memory allocation problem"),
            Map.entry("EOPNOTSUPP", "Operation not supported with IPv6"),
            Map.entry("EAFNOSUPPORT", "Operation not supported with specified address family"),
            Map.entry("EMSGSIZE", "Module is wrong version"),
            Map.entry("EEXIST", "File exists"),
            Map.entry("ENOENT", "No such file or directory"),
            Map.entry("ESRCH", "No such process"),
            Map.entry("EINTR", "Interrupted system call"),
            Map.entry("EIO", "Input/output error"),
            Map.entry("EAGAIN", "Resource temporarily unavailable"),
            Map.entry("EACCES", "Permission denied"),
            Map.entry("EBUSY", "Device or resource busy"),
            Map.entry("ENODEV", "No such device"),
            Map.entry("ENFILE", "Too many open files in system"),
            Map.entry("EMFILE", "Too many open files"),
            Map.entry("ENOSPC", "No space left on device"),
            Map.entry("ERANGE", "Numerical result out of range"),
            Map.entry("ENOBUFS", "No buffer space available"),
            Map.entry("EADDRNOTAVAIL", "Cannot assign requested address"),
            Map.entry("ENETDOWN", "Network is down"),
            Map.entry("ENETUNREACH", "Network is unreachable"),
            Map.entry("EPROTONOSUPPORT", "Protocol not supported"),
            Map.entry("ETIMEDOUT", "Connection timed out"));

    private KernelErrors() {}

    /**
     * The text for a change that was refused.
     *
     * @param change what was tried
     * @param errno the error's symbol
     */
    static String text(DataplaneChange change, String errno) {
        String own = specific(change, errno);
        return own.isEmpty() ? text(errno) : own;
    }

    /** The text for an error anywhere. */
    static String text(String errno) {
        return GENERAL.getOrDefault(errno, errno);
    }

    private static String specific(DataplaneChange change, String errno) {
        boolean service = change instanceof DataplaneChange.AddService || change instanceof DataplaneChange.EditService;
        boolean server = change instanceof DataplaneChange.AddServer
                || change instanceof DataplaneChange.EditServer
                || change instanceof DataplaneChange.DeleteServer;
        return switch (errno) {
            case "EEXIST" -> exists(change);
            case "ENOENT" -> {
                if (service) {
                    yield NO_SCHEDULER;
                }
                yield server && !(change instanceof DataplaneChange.AddServer) ? "No such destination" : "";
            }
            case "ESRCH" -> {
                if (change instanceof DataplaneChange.EditService
                        || change instanceof DataplaneChange.DeleteService
                        || change instanceof DataplaneChange.ZeroCounters) {
                    yield NO_SERVICE;
                }
                if (server) {
                    yield "Service not defined";
                }
                yield change instanceof DataplaneChange.StopDaemon ? "No daemon is running" : "";
            }
            default -> "";
        };
    }

    private static String exists(DataplaneChange change) {
        if (change instanceof DataplaneChange.AddService) {
            return "Service already exists";
        }
        if (change instanceof DataplaneChange.AddServer) {
            return "Destination already exists";
        }
        return change instanceof DataplaneChange.StartDaemon ? "Daemon has already run" : "";
    }
}
