/* Runs a command and lets one of its system calls fail: failpoint ROOT KIND N LOG COMMAND [ARGUMENT ...]
 *
 * A point is a system call that changes a file below ROOT: opening for writing, writing, flushing to the disk, renaming, making a
 * folder, setting a length. They are numbered from 1 in the order in which they come, over all threads and child processes.
 *   ENOSPC EIO EACCES   the N-th returns this error and does nothing
 *   FULL                from the N-th on, everything that needs room returns ENOSPC
 *   SHORT               the N-th, if it is a write, writes half of its bytes
 *   KILL                the command is killed at the N-th (kill -9)
 *   COUNT               nothing fails
 *   OPENS               nothing fails; instead of the points, files that are opened and addresses that are connected to are written
 * LOG gets one line for each point: its number, the call, the file. The exit code is that of the command (128 + signal).
 * The kernel stops the command at these calls only (seccomp), so that it runs about as fast as alone. x86-64. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum form { OPEN, OPENAT, CREAT, WRITE, VECTOR, FLUSH, LENGTH, COPY, RENAME, RENAMEAT, MKDIR, MKDIRAT, CONNECT };

static const struct { int number; const char *name; enum form form; } calls[] = {
    { SYS_open, "open", OPEN }, { SYS_openat, "open", OPENAT }, { SYS_creat, "open", CREAT }, { SYS_write, "write", WRITE },
    { SYS_pwrite64, "write", WRITE }, { SYS_writev, "write", VECTOR }, { SYS_pwritev, "write", VECTOR }, { SYS_pwritev2, "write", VECTOR },
    { SYS_fsync, "flush", FLUSH }, { SYS_fdatasync, "flush", FLUSH }, { SYS_ftruncate, "length", LENGTH },
    { SYS_fallocate, "length", LENGTH }, { SYS_sendfile, "copy", COPY }, { SYS_rename, "rename", RENAME },
    { SYS_renameat, "rename", RENAMEAT }, { SYS_renameat2, "rename", RENAMEAT }, { SYS_mkdir, "mkdir", MKDIR },
    { SYS_mkdirat, "mkdir", MKDIRAT }, { SYS_connect, "connect", CONNECT },
};
enum { COUNT_OF_CALLS = sizeof calls / sizeof calls[0] };

static void fail(const char *what) {
    fprintf(stderr, "failpoint: %s: %s\n", what, strerror(errno));
    exit(125);
}

static void stop_at_calls(void) {
    struct sock_filter code[2 * COUNT_OF_CALLS + 3];
    int n = 0;
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNT_OF_CALLS; i++) {
        code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
        code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = { .len = (unsigned short)n, .filter = code };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) fail("seccomp");
}

static size_t peek(pid_t pid, unsigned long address, void *to, size_t most) {
    /* Page by page: the next one may not be mapped. */
    size_t done = 0;
    while (done < most) {
        size_t part = 4096 - ((address + done) & 4095);
        if (part > most - done) part = most - done;
        struct iovec here = { (char *)to + done, part }, there = { (void *)(address + done), part };
        if (process_vm_readv(pid, &here, 1, &there, 1, 0) != (ssize_t)part) break;
        done += part;
    }
    return done;
}

static void path_of_descriptor(pid_t pid, int descriptor, char *to, size_t most) {
    char link[64];
    if (descriptor == AT_FDCWD) snprintf(link, sizeof link, "/proc/%d/cwd", pid);
    else snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, descriptor);
    ssize_t length = readlink(link, to, most - 1);
    to[length < 0 ? 0 : length] = 0;
}

static void path_at(pid_t pid, int folder, unsigned long address, char *to, size_t most) {
    char name[4096];
    size_t length = peek(pid, address, name, sizeof name - 1);
    name[length] = 0;
    if (name[0] == '/') { snprintf(to, most, "%s", name); return; }
    path_of_descriptor(pid, folder, to, most);
    snprintf(to + strlen(to), most - strlen(to), "/%s", name);
}

static int writes(unsigned long flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)); }

/* The file of a call; whether it is a call that changes a file. */
static int file_of(pid_t pid, enum form form, const struct user_regs_struct *at, char *to, size_t most) {
    to[0] = 0;
    switch (form) {
        case OPEN: path_at(pid, AT_FDCWD, at->rdi, to, most); return writes(at->rsi);
        case OPENAT: path_at(pid, (int)at->rdi, at->rsi, to, most); return writes(at->rdx);
        case CREAT: case MKDIR: path_at(pid, AT_FDCWD, at->rdi, to, most); return 1;
        case MKDIRAT: path_at(pid, (int)at->rdi, at->rsi, to, most); return 1;
        case RENAME: path_at(pid, AT_FDCWD, at->rsi, to, most); return 1;
        case RENAMEAT: path_at(pid, (int)at->rdx, at->r10, to, most); return 1;
        case CONNECT: return 0;
        default: path_of_descriptor(pid, (int)at->rdi, to, most); return 1;
    }
}

static void write_address(FILE *log, pid_t pid, const struct user_regs_struct *at) {
    union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; struct sockaddr_un local; char bytes[256]; } address;
    char text[INET6_ADDRSTRLEN] = "";
    memset(&address, 0, sizeof address);
    peek(pid, at->rsi, &address, at->rdx < sizeof address - 1 ? at->rdx : sizeof address - 1);
    if (address.any.sa_family == AF_INET) inet_ntop(AF_INET, &address.four.sin_addr, text, sizeof text);
    else if (address.any.sa_family == AF_INET6) inet_ntop(AF_INET6, &address.six.sin6_addr, text, sizeof text);
    else if (address.any.sa_family == AF_UNIX) { fprintf(log, "connect local %s\n", address.local.sun_path); return; }
    fprintf(log, "connect %s port %d\n", text, ntohs(address.four.sin_port));
}

int main(int count, char **arguments) {
    if (count < 6) { fprintf(stderr, "failpoint ROOT KIND N LOG COMMAND [ARGUMENT ...]\n"); return 125; }
    const char *root = arguments[1], *kind = arguments[2];
    long wanted = atol(arguments[3]), points = 0;
    size_t length = strlen(root);
    int opens = !strcmp(kind, "OPENS"), full = !strcmp(kind, "FULL"), is_short = !strcmp(kind, "SHORT"), is_kill = !strcmp(kind, "KILL");
    int error = !strcmp(kind, "EIO") ? EIO : !strcmp(kind, "EACCES") ? EACCES : !strcmp(kind, "ENOSPC") || full ? ENOSPC : 0;
    FILE *log = fopen(arguments[4], "we");
    if (!log) fail(arguments[4]);
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0)) fail("ptrace");
        raise(SIGSTOP);
        stop_at_calls();
        execv(arguments[5], arguments + 5);
        fail(arguments[5]);
    }

    int status, ended = 125;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
        | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, child, 0, 0);
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0;) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (pid == child) ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int signal = 0, event = status >> 16;
        if (event == PTRACE_EVENT_SECCOMP) {
            struct user_regs_struct at;
            char path[8192];
            int i = 0;
            if (ptrace(PTRACE_GETREGS, pid, 0, &at)) continue;
            while (i < COUNT_OF_CALLS && calls[i].number != (int)at.orig_rax) i++;
            if (i == COUNT_OF_CALLS) { ptrace(PTRACE_CONT, pid, 0, 0); continue; }
            int changes = file_of(pid, calls[i].form, &at, path, sizeof path);
            if (opens) {
                if (calls[i].form == CONNECT) write_address(log, pid, &at);
                else if (calls[i].form <= CREAT && (changes || !access(path, F_OK))) fprintf(log, "%s %s\n", changes ? "make" : "open", path);
            }
            else if (changes && !strncmp(path, root, length)) {
                points++;
                fprintf(log, "%ld %s %s\n", points, calls[i].name, path + length);
                int is_write = calls[i].form == WRITE;
                int needs_room = calls[i].form <= VECTOR || calls[i].form == LENGTH || calls[i].form == COPY || calls[i].form >= MKDIR;
                if (is_kill && points == wanted) kill(child, SIGKILL);
                else if (is_short && points == wanted && is_write && at.rdx > 1) {
                    at.rdx /= 2;
                    ptrace(PTRACE_SETREGS, pid, 0, &at);
                }
                else if (error && (points == wanted || (full && points > wanted && needs_room))) {
                    at.orig_rax = (unsigned long)-1;
                    at.rax = (unsigned long)-error;
                    ptrace(PTRACE_SETREGS, pid, 0, &at);
                }
            }
        }
        else if (!event) {
            signal = WSTOPSIG(status);
            /* The stop of a new thread; a stop that was sent is not passed on either. */
            if (signal == SIGSTOP || signal == SIGTRAP) signal = 0;
        }
        ptrace(PTRACE_CONT, pid, 0, signal);
    }
    fclose(log);
    return ended;
}
