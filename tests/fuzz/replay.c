/*
 * Runs every file of a corpus folder once through a fuzzer's entry, without libFuzzer.
 *
 * What a fuzzer has once found is kept in tests/fuzz/corpus and is replayed by every test run, by
 * any compiler. Prints TAP; a crash ends the program, which the test run counts as a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST_INPUT = 1 << 20 };

static int replay(const char *folder, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        return -1;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return -1;
    }
    uint8_t *data = malloc(LARGEST_INPUT);
    size_t size = data == NULL ? 0 : fread(data, 1, LARGEST_INPUT, file);
    int result = data == NULL ? -1 : LLVMFuzzerTestOneInput(data, size);
    free(data);
    (void)fclose(file);
    return result;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        (void)fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    int count = 0;
    int failed = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        count++;
        int result = replay(argv[1], entry->d_name);
        failed += result != 0;
        printf("%s %d - %s\n", result == 0 ? "ok" : "not ok", count, entry->d_name);
    }
    printf("1..%d\n", count);
    (void)closedir(folder);
    return count > 0 && failed == 0 ? 0 : 1;
}
