/* Commands carried out in the server that holds the data, over a real socket. */
#include "platform/cli/program.h"
#include "platform/text/language.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static _Atomic int cancelled_runs;

static enum status say(struct command_call *call, const void *options)
{
    (void)options;
    struct str text;
    enum status status = command_read_file(call, STR("greeting.txt"), 100, &text);
    if (status == OK) {
        fprintf(call->out, "%.*s from the server\n", STR_ARG(text));
    }
    return status;
}

static enum status wait_long(struct command_call *call, const void *options)
{
    (void)options;
    for (int i = 0; i < 2000 && !command_is_cancelled(call); i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    cancelled_runs += command_is_cancelled(call) ? 1 : 0;
    return OK;
}

static const struct command SAY = {.words = "say", .needs_data = true, .run = say};
static const struct command WAIT = {.words = "wait", .needs_data = true, .run = wait_long};
static const struct command *const COMMANDS[] = {&SAY, &WAIT, NULL};
static const struct program PROGRAM = {.commands = COMMANDS};

struct served {
    char directory[64];
    struct command_server *server;
};

static int start(void **state)
{
    struct served *served = calloc(1, sizeof(*served));
    languages_start();
    snprintf(served->directory, sizeof(served->directory), "%s", "/tmp/samsyn-socket-XXXXXX");
    assert_non_null(mkdtemp(served->directory));
    struct err err = {0};
    assert_int_equal(
        command_server_start(&PROGRAM, NULL, str_of(served->directory), &served->server, &err), OK);
    *state = served;
    return 0;
}

static int end(void **state)
{
    struct served *served = *state;
    command_server_stop(served->server);
    assert_int_equal(rmdir(served->directory), 0); /* the socket is gone too */
    free(served);
    return 0;
}

/* Asks in a process of its own, whose working directory holds greeting.txt; its output goes to a file. */
static pid_t ask(const struct served *served, const char *word, const char *folder)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char program[] = "samsyn";
        char verb[16];
        snprintf(verb, sizeof(verb), "%s", word);
        char *argv[] = {program, verb, NULL};
        int code = 99;
        setenv("LC_ALL", "sv_SE.UTF-8", 1);
        if (chdir(folder) != 0 || freopen("out.txt", "w", stdout) == NULL ||
            freopen("err.txt", "w", stderr) == NULL ||
            !command_server_ask(str_of(served->directory), 2, argv, &code)) {
            _exit(98);
        }
        (void)fflush(stdout);
        _exit(code);
    }
    return child;
}

static int exit_of(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void read_text(const char *folder, const char *name, char *out, size_t size)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    (void)fclose(file);
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = {"greeting.txt", "out.txt", "err.txt"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[256];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void a_command_reads_the_callers_files_and_writes_to_its_output(void **state)
{
    const struct served *served = *state;
    char folder[] = "/tmp/samsyn-caller-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_text(folder, "greeting.txt", "hello");
    assert_int_equal(exit_of(ask(served, "say", folder)), 0);
    char text[200];
    read_text(folder, "out.txt", text, sizeof(text));
    assert_string_equal(text, "hello from the server\n");
    remove_folder(folder);
}

static void a_failed_command_ends_with_1_and_one_clear_line(void **state)
{
    const struct served *served = *state;
    char folder[] = "/tmp/samsyn-caller-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(exit_of(ask(served, "say", folder)), 1);
    char text[400];
    read_text(folder, "err.txt", text, sizeof(text));
    assert_non_null(strstr(text, "greeting.txt: "));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    remove_folder(folder);
}

static void a_refusal_comes_in_the_callers_language(void **state)
{
    const struct served *served = *state;
    char folder[] = "/tmp/samsyn-caller-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(exit_of(ask(served, "dance", folder)), 2);
    char text[400];
    read_text(folder, "err.txt", text, sizeof(text));
    assert_non_null(strstr(text, "Det finns inget kommando"));
    remove_folder(folder);
}

static void a_caller_that_leaves_ends_its_command(void **state)
{
    const struct served *served = *state;
    char folder[] = "/tmp/samsyn-caller-XXXXXX";
    assert_non_null(mkdtemp(folder));
    pid_t child = ask(served, "wait", folder);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    kill(child, SIGKILL);
    (void)exit_of(child);
    for (int i = 0; i < 400 && cancelled_runs == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_int_equal(cancelled_runs, 1);
    remove_folder(folder);
}

static void nobody_else_may_open_the_socket(void **state)
{
    const struct served *served = *state;
    char path[128];
    snprintf(path, sizeof(path), "%s/samsyn.sock", served->directory);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void without_a_server_the_command_runs_by_itself(void **state)
{
    (void)state;
    char program[] = "samsyn";
    char *argv[] = {program, NULL};
    int code = 0;
    assert_false(command_server_ask(STR("/tmp/samsyn-nobody-here"), 1, argv, &code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_command_reads_the_callers_files_and_writes_to_its_output,
                                        start, end),
        cmocka_unit_test_setup_teardown(a_failed_command_ends_with_1_and_one_clear_line, start,
                                        end),
        cmocka_unit_test_setup_teardown(a_refusal_comes_in_the_callers_language, start, end),
        cmocka_unit_test_setup_teardown(a_caller_that_leaves_ends_its_command, start, end),
        cmocka_unit_test_setup_teardown(nobody_else_may_open_the_socket, start, end),
        cmocka_unit_test(without_a_server_the_command_runs_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
