/* tb-cli-lesson: what the subcommands of `trustbed-cli lesson` have in common. */
#pragma once

#include "tb-attempt.h"
#include "tb-cli.h"

G_BEGIN_DECLS

int         tb_cli_lesson_list      (int argc, char **argv);
int         tb_cli_lesson_show      (int argc, char **argv);
int         tb_cli_lesson_check     (int argc, char **argv);
int         tb_cli_lesson_test      (int argc, char **argv);
int         tb_cli_lesson_grade     (int argc, char **argv);
int         tb_cli_lesson_plan      (int argc, char **argv);

int         tb_cli_lesson_list_those (GStrv paths, int argc, char **argv);
int         tb_cli_exercise_debrief (int argc, char **argv);

char       *tb_cli_lesson_say       (TbVariation *variation, const char *text);

G_END_DECLS
