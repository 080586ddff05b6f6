/* tb-bench-flips: which bits a person has turned over on the bench, how that is taken back, and which bit of which value stands for what.
 *
 * The engine knows what can be touched by codes (`message`, `key`); people click into values (M', Q). The table that joins the two is here. No widgets. */
#pragma once

#include "tb-sign-step.h"

G_BEGIN_DECLS

typedef struct _TbBenchFlips TbBenchFlips;

TbBenchFlips *tb_bench_flips_new      (void);
void          tb_bench_flips_free     (TbBenchFlips *flips);
void          tb_bench_flips_add      (TbBenchFlips *flips, const TbSignFlip *flip);       /* not to be taken back */
void          tb_bench_flips_toggle   (TbBenchFlips *flips, const char *step, gsize bit);
gboolean      tb_bench_flips_undo     (TbBenchFlips *flips);
void          tb_bench_flips_mend     (TbBenchFlips *flips);
void          tb_bench_flips_forget   (TbBenchFlips *flips);
gboolean      tb_bench_flips_has      (TbBenchFlips *flips, const char *step, gsize bit);
gboolean      tb_bench_flips_can_undo (TbBenchFlips *flips);
guint         tb_bench_flips_get_n    (TbBenchFlips *flips);
GArray       *tb_bench_flips_get      (TbBenchFlips *flips);      /* TbSignFlip */
char         *tb_bench_flips_dup_text (TbBenchFlips *flips);      /* `message:3,key:12` */

char         *tb_bench_flips_format   (GArray *flips);             /* likewise */

const char *tb_bench_value_get_target (const TbSignStep *step, const TbSignValue *value);
gboolean    tb_bench_value_pick       (const TbSignStep *step, const TbSignValue *value, gsize bit, TbSignFlip *flip);
gboolean    tb_bench_value_is_touchable (const TbSignStep *step, const TbSignValue *value);
GArray     *tb_bench_value_get_lit    (const TbSignStep *step, const TbSignValue *value, TbBenchFlips *flips);   /* gsize: bits of the value */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbBenchFlips, tb_bench_flips_free)

G_END_DECLS
