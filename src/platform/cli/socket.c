/* A running server carries out the commands of its own machine's users who may open its socket: the
 * socket is readable by the server's user alone, so who reaches it could read the data anyway. */
#include "platform/base/log.h"
#include "platform/cli/message.h"
#include "platform/cli/program.h"
#include "platform/text/language.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RUNS_MOST = 16, LOOK_MS = 200 };

/* One command under way. Slots are guarded by the server's lock; the run's own thread frees its slot. */
struct run {
    struct command_server *server;
    pthread_t thread;
    int socket;
    bool is_used;
    bool is_over; /* the thread may be joined */
    _Atomic bool is_cancelled;
};

struct command_server {
    const struct program *program;
    struct platform *platform;
    struct sockaddr_un address;
    int listener;
    pthread_t acceptor;
    pthread_mutex_t lock; /* guards `runs` */
    _Atomic bool is_stopping;
    struct run runs[RUNS_MOST];
};

static FILE *open_file(int file, const char *mode)
{
    FILE *opened = fdopen(file, mode);
    if (opened == NULL) {
        close(file);
    }
    return opened;
}

static void answer(int socket, int code)
{
    unsigned char byte = (unsigned char)code;
    (void)!send(socket, &byte, 1, MSG_NOSIGNAL);
}

static void run_received(struct run *run, struct arena *arena)
{
    int argc = 0;
    char **argv = NULL;
    int files[MESSAGE_FILES];
    if (!message_receive(arena, run->socket, &argc, &argv, files)) {
        return;
    }
    struct command_files given = {
        .in = open_file(files[0], "r"),
        .out = open_file(files[1], "w"),
        .err = open_file(files[2], "w"),
        .language = language_find(str_of(argv[0])),
        .directory = files[3],
        .is_cancelled = &run->is_cancelled,
    };
    if (given.language == NULL) {
        given.language = language_find(STR("en"));
    }
    int code = EXIT_FAILURE;
    if (given.in != NULL && given.out != NULL && given.err != NULL) {
        code = program_run_here(run->server->program, run->server->platform, &given, argc, argv);
    }
    FILE *opened[] = {given.in, given.out, given.err};
    for (size_t i = 0; i < sizeof(opened) / sizeof(opened[0]); i++) {
        if (opened[i] != NULL) {
            (void)fclose(opened[i]);
        }
    }
    close(given.directory);
    answer(run->socket, code);
}

static void *run_one(void *self)
{
    struct run *run = self;
    ARENA_SCOPED(arena);
    run_received(run, arena);
    pthread_mutex_lock(&run->server->lock);
    run->is_over = true;
    pthread_mutex_unlock(&run->server->lock);
    return NULL;
}

static void start_run(struct command_server *server, int socket)
{
    pthread_mutex_lock(&server->lock);
    struct run *free_run = NULL;
    for (int i = 0; i < RUNS_MOST && free_run == NULL; i++) {
        free_run = server->runs[i].is_used ? NULL : &server->runs[i];
    }
    if (free_run != NULL) {
        free_run->server = server;
        free_run->socket = socket;
        free_run->is_over = false;
        atomic_store(&free_run->is_cancelled, false);
        free_run->is_used = pthread_create(&free_run->thread, NULL, run_one, free_run) == 0;
    }
    bool is_started = free_run != NULL && free_run->is_used;
    pthread_mutex_unlock(&server->lock);
    if (!is_started) {
        log_warning("command.refused", "reason=busy most=%d", RUNS_MOST);
        answer(socket, EXIT_FAILURE);
        close(socket);
    }
}

/* Clients that left cancel their command; finished runs are joined and their slot is free again. */
static void look_after_runs(struct command_server *server)
{
    for (int i = 0; i < RUNS_MOST; i++) {
        struct run *run = &server->runs[i];
        pthread_mutex_lock(&server->lock);
        bool is_over = run->is_used && run->is_over;
        bool is_running = run->is_used && !run->is_over;
        pthread_mutex_unlock(&server->lock);
        if (is_running) {
            struct pollfd gone = {.fd = run->socket, .events = POLLRDHUP};
            if (poll(&gone, 1, 0) == 1 || atomic_load(&server->is_stopping)) {
                atomic_store(&run->is_cancelled, true);
            }
        }
        if (is_over) {
            pthread_join(run->thread, NULL);
            close(run->socket);
            pthread_mutex_lock(&server->lock);
            run->is_used = false;
            pthread_mutex_unlock(&server->lock);
        }
    }
}

static bool has_runs(struct command_server *server)
{
    bool found = false;
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < RUNS_MOST; i++) {
        found = found || server->runs[i].is_used;
    }
    pthread_mutex_unlock(&server->lock);
    return found;
}

static void *accept_commands(void *self)
{
    struct command_server *server = self;
    while (!atomic_load(&server->is_stopping) || has_runs(server)) {
        struct pollfd waited = {.fd = server->listener, .events = POLLIN};
        bool is_waiting = poll(&waited, 1, LOOK_MS) == 1;
        look_after_runs(server);
        if (!is_waiting || atomic_load(&server->is_stopping)) {
            continue;
        }
        int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (socket >= 0) {
            start_run(server, socket);
        }
    }
    return NULL;
}

static int listen_at(const struct sockaddr_un *address)
{
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) {
        return -1;
    }
    /* The directory is locked by us: a socket that is there was left by one that died. */
    unlink(address->sun_path);
    mode_t before = umask(0177);
    int bound = bind(listener, (const struct sockaddr *)address, sizeof(*address));
    umask(before);
    if (bound != 0 || listen(listener, RUNS_MOST) != 0) {
        close(listener);
        return -1;
    }
    return listener;
}

enum status command_server_start(const struct program *program, struct platform *platform,
                                 struct str directory, struct command_server **out, struct err *err)
{
    struct command_server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        die("out of memory");
    }
    server->program = program;
    server->platform = platform;
    server->listener =
        message_address(directory, &server->address) ? listen_at(&server->address) : -1;
    if (server->listener < 0) {
        free(server);
        err_text(err,
                 err_add(err, N_("The socket in {directory} cannot be made: a name too long, or no "
                                 "right to write there.")),
                 "directory", directory);
        return UNAVAILABLE;
    }
    pthread_mutex_init(&server->lock, NULL);
    if (pthread_create(&server->acceptor, NULL, accept_commands, server) != 0) {
        die("no more threads");
    }
    *out = server;
    return OK;
}

void command_server_stop(struct command_server *server)
{
    if (server == NULL) {
        return;
    }
    atomic_store(&server->is_stopping, true);
    pthread_join(server->acceptor, NULL);
    close(server->listener);
    unlink(server->address.sun_path);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
