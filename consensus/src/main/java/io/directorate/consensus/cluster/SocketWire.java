package io.directorate.consensus.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** A blocking socket during the handshake. The deadline is for all of it: dribbling bytes gains no time. */
final class SocketWire implements Handshake.Wire {
    private final Socket socket;
    private final InputStream in;
    private final long deadlineNanos;

    SocketWire(Socket socket, long timeoutMillis) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    @Override
    public byte[] read(int bytes) throws IOException {
        byte[] read = new byte[bytes];
        int have = 0;
        while (have < bytes) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("said too little in time");
            }
            socket.setSoTimeout((int) left);
            int got = in.read(read, have, bytes - have);
            if (got < 0) {
                throw new EOFException("hung up during the handshake");
            }
            have += got;
        }
        socket.setSoTimeout(0);
        return read;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }
}
