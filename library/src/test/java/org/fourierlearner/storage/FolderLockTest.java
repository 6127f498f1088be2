package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One user at a time, within this process and across processes, until the user ends.
@Timeout(60)
class FolderLockTest {
    @TempDir
    Path parent;

    @Test
    void aSecondLockInThisProcessIsRefusedAndDoesNotBreakTheFirst() throws Exception {
        Path run = parent.resolve("runs/a");
        try (FolderLock _ = FolderLock.acquire(run)) {
            assertThatThrownBy(() -> FolderLock.acquire(parent.resolve("runs/../runs/a")))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageMatching("run folder .*a is in use by process "
                            + ProcessHandle.current().pid()
                            + " \\(this one\\) since \\S+Z; wait for it or choose another --out");

            Process child = ChildJvm.start(Holder.class, run.toString());
            try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
                assertThat(reader.readLine())
                        .matches("run folder .*a is in use by process "
                                + ProcessHandle.current().pid()
                                + " since \\S+Z; wait for it or choose another --out");
            }
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        FolderLock.acquire(run).close();
    }

    @Test
    void theLockOfAnotherProcessHoldsUntilThatProcessIsKilled() throws Exception {
        Process child = ChildJvm.start(Holder.class, parent.toString());
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(reader.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> FolderLock.acquire(parent))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageMatching("run folder .* is in use by process " + child.pid()
                            + " since \\S+Z; wait for it or choose another --out");
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

        FolderLock lock = FolderLock.acquire(parent);
        lock.close();
        lock.close();
        assertThat(Files.readString(parent.resolve(".lock")))
                .startsWith(ProcessHandle.current().pid() + System.lineSeparator());
    }

    /// Takes the lock and keeps it until killed; prints how that went.
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FolderLock _ = FolderLock.acquire(Path.of(arguments[0]))) {
                System.out.println("held");
                System.out.flush();
                // waits for an end of input that the parent never sends
                System.in.read();
            } catch (FolderInUseException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
