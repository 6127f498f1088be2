package org.fourierlearner.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/// Remembers why output was lost, which print writers swallow: a command whose results went nowhere has failed.
final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException fault;

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            out.write(bytes, offset, count);
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    /// {@return the exit code, made a failure if output was lost} Whoever reads may stop reading, as `head` does:
    /// that is no news to them.
    ///
    /// @param code the command's own
    /// @param err told why
    int exitCode(int code, PrintWriter err) {
        Optional<String> reason = Optional.ofNullable(fault).map(IOException::getMessage);
        if (fault == null || code != ExitCode.OK) {
            return code;
        }
        if (!reason.orElse("").equals("Broken pipe")) {
            err.println("flt: standard output: " + reason.orElse("cannot be written"));
            err.flush();
        }
        return ExitCode.SOFTWARE;
    }
}
