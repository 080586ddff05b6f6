/* tb-cli-play: what commands have in common that play a scenario: which one, how, and how far. */
#pragma once

#include "tb-cli.h"
#include "tb-document.h"

G_BEGIN_DECLS

/**
 * TbCliPlay:
 * @seed: instead of the scenario's when @has_seed
 * @until: (nullable): where to stop, as written
 * @commands: (nullable): a file of commands
 * @set: (nullable) (array zero-terminated=1): attributes to change
 * @threads: for cryptography, 0 for all processors
 * @quiet: show no progress
 * @document: (nullable): what is played, where it is a document; then @memo is what is remembered of it, and @n_remembered how much that was
 *
 * The options of such a command; all zero to begin with.
 */
typedef struct
{
  gint64 seed;
  gboolean has_seed;
  char *until;
  char *commands;
  char **set;
  int threads;
  gboolean quiet;
  TbDocument *document;
  TbMemo *memo;
  guint n_remembered;
} TbCliPlay;

void            tb_cli_play_clear       (TbCliPlay *play);
GOptionContext *tb_cli_play_new_context (TbCliPlay *play, const char *parameters);
TbRun          *tb_cli_play_start       (TbCliPlay *play, const char *scenario, GError **error);
void            tb_cli_play_go          (const TbCliPlay *play, TbRun *run, gint64 until_us);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliPlay, tb_cli_play_clear)

G_END_DECLS
