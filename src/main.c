/* argv to command table; nothing else. */
#include "commands/commands.h"
#include "platform/text/language.h"

int main(int argc, char **argv)
{
    languages_start();
    ARENA_SCOPED(arena);
    return program_main(program_made(arena), argc, argv);
}
