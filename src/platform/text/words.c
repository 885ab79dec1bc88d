/* Loading in the background, and what was analysed lately. */
#include "platform/text/words.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/text/words_dictionary.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A remembered word: one block that holds its text, readings and their texts. */
struct remembered {
    struct str word;
    size_t count;
    struct word_reading readings[];
};

struct language_words {
    pthread_mutex_t lock; /* guards what follows, but not `is_ready` */
    _Atomic bool is_ready;
    const struct dictionary_kind *kind;
    struct dictionary *dictionary;
    struct remembered *remembered[WORDS_REMEMBERED]; /* by hash; a newer word takes the place */
};

struct words {
    pthread_mutex_t lock; /* guards `thread` and `is_loading` */
    pthread_t thread;
    bool is_loading;
    struct language_words languages[LANGUAGE_COUNT];
};

size_t reading_add(struct word_reading *out, size_t count, const struct word_reading *reading)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(out[i].base, reading->base)) {
            return count;
        }
    }
    out[count] = *reading;
    return count + 1;
}

struct words *words_new(void)
{
    struct words *words = memory_new(sizeof(*words));
    pthread_mutex_init(&words->lock, NULL);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        bool is_finnish = strcmp(language_key(language_at(i)), "fi") == 0;
        pthread_mutex_init(&words->languages[i].lock, NULL);
        words->languages[i].kind = is_finnish ? &DICTIONARY_VOIKKO : &DICTIONARY_HUNSPELL;
    }
    return words;
}

static void load_language(struct language_words *language, const char *key)
{
    int64_t start = monotonic_us();
    struct dictionary *dictionary = language->kind->open(key);
    if (dictionary == NULL) {
        log_warning("words.missing", "language=%s", key);
        return;
    }
    pthread_mutex_lock(&language->lock);
    language->dictionary = dictionary;
    pthread_mutex_unlock(&language->lock);
    atomic_store(&language->is_ready, true);
    log_info("words.loaded", "language=%s took_ms=%lld", key,
             (long long)((monotonic_us() - start) / 1000));
}

static void *load(void *argument)
{
    struct words *words = argument;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        load_language(&words->languages[i], language_key(language_at(i)));
    }
    (void)malloc_trim(0); /* reading the files leaves some megabytes behind */
    return NULL;
}

void words_load(struct words *words)
{
    pthread_mutex_lock(&words->lock);
    if (!words->is_loading) {
        words->is_loading = pthread_create(&words->thread, NULL, load, words) == 0;
    }
    pthread_mutex_unlock(&words->lock);
}

void words_free(struct words *words)
{
    if (words == NULL) {
        return;
    }
    if (words->is_loading) {
        (void)pthread_join(words->thread, NULL);
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        struct language_words *language = &words->languages[i];
        for (size_t slot = 0; slot < WORDS_REMEMBERED; slot++) {
            memory_free(language->remembered[slot]);
        }
        if (language->dictionary != NULL) {
            language->kind->close(language->dictionary);
        }
        pthread_mutex_destroy(&language->lock);
    }
    pthread_mutex_destroy(&words->lock);
    memory_free(words);
}

bool words_are_ready(const struct words *words, const struct language *language)
{
    return atomic_load(&words->languages[language_index(language)].is_ready);
}

/* Copies a text to the end of a block and moves on. */
static struct str keep_text(char **at, struct str text)
{
    struct str kept = {*at, text.len};
    if (text.len > 0) {
        memcpy(*at, text.at, text.len);
    }
    *at += text.len;
    return kept;
}

static size_t text_bytes(const struct word_reading *reading)
{
    size_t bytes = reading->base.len;
    for (size_t i = 0; i < reading->part_count; i++) {
        bytes += reading->parts[i].len;
    }
    return bytes;
}

static struct remembered *remember(struct str word, const struct word_reading *readings,
                                   size_t count)
{
    size_t bytes = sizeof(struct remembered) + count * sizeof(*readings) + word.len;
    for (size_t i = 0; i < count; i++) {
        bytes += text_bytes(&readings[i]);
    }
    struct remembered *made = memory_new(bytes);
    char *at = (char *)made + sizeof(*made) + count * sizeof(*readings);
    made->word = keep_text(&at, word);
    made->count = count;
    for (size_t i = 0; i < count; i++) {
        made->readings[i] = readings[i];
        made->readings[i].base = keep_text(&at, readings[i].base);
        for (size_t part = 0; part < readings[i].part_count; part++) {
            made->readings[i].parts[part] = keep_text(&at, readings[i].parts[part]);
        }
    }
    return made;
}

/* The remembered word, read now if it is not there. Called with the language's lock held. */
static const struct remembered *look_up(struct language_words *language, struct str word)
{
    struct remembered **slot = &language->remembered[str_hash(word) % WORDS_REMEMBERED];
    if (*slot == NULL || !str_equal((*slot)->word, word)) {
        ARENA_SCOPED(scratch);
        struct word_reading readings[WORD_READINGS];
        size_t count = language->kind->read(language->dictionary, scratch, str_c(scratch, word),
                                            readings, WORD_READINGS);
        memory_free(*slot);
        *slot = remember(word, readings, count);
    }
    return *slot;
}

static void copy_reading(struct arena *arena, const struct word_reading *from,
                         struct word_reading *out)
{
    *out = (struct word_reading){.base = str_copy(arena, from->base)};
    out->part_count = from->part_count;
    for (size_t i = 0; i < from->part_count; i++) {
        out->parts[i] = str_copy(arena, from->parts[i]);
    }
}

void words_read(struct words *words, struct arena *arena, const struct language *language,
                struct str word, struct word_readings *out)
{
    struct language_words *own = &words->languages[language_index(language)];
    out->count = 0;
    if (!atomic_load(&own->is_ready) || str_is_empty(word) || word.len > WORD_BYTES ||
        !str_is_utf8(word)) {
        return;
    }
    pthread_mutex_lock(&own->lock);
    const struct remembered *found = look_up(own, word);
    for (size_t i = 0; i < found->count; i++) {
        copy_reading(arena, &found->readings[i], &out->at[i]);
    }
    out->count = found->count;
    pthread_mutex_unlock(&own->lock);
}
