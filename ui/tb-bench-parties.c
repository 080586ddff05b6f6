/* tb-bench-parties: see the header. */
#include "tb-bench-parties.h"

#include <glib/gi18n-lib.h>

#include "tb-message.h"

#define MOST_DEVICES 8
#define MOST_LOOKS   4000

/* --- who has a key --- */

static gboolean
has_key (TbFold *fold, guint32 object)
{
  TbRole role = tb_fleet_get_role (tb_fold_get_fleet (fold), object);

  return (role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY) && tb_fold_get (fold, object)->certificate != TB_NO_PAYLOAD;
}

static gboolean
is_fit (TbFold *fold, guint32 object, TbBenchKind kind, guint scheme)
{
  return has_key (fold, object) && tb_bench_fits (kind, scheme, tb_fleet_group_of (tb_fold_get_fleet (fold), object)->key_algorithm);
}

static void
add_device (GArray *parties, TbFold *fold, guint32 object)
{
  const TbBenchParty party = { object, tb_fold_get (fold, object)->certificate, 0 };

  g_array_append_val (parties, party);
}

static void
add_bench (GArray *parties, guint number)
{
  const TbBenchParty party = { TB_NOBODY, TB_NO_PAYLOAD, number };

  g_array_append_val (parties, party);
}

/* From the one after @object on, round once; a fleet may have a million. */
static void
add_neighbours (GArray *parties, TbFold *fold, guint32 object, TbBenchKind kind, guint scheme)
{
  guint32 n_objects = tb_fleet_get_n_objects (tb_fold_get_fleet (fold));
  guint n_before = parties->len;

  for (guint32 i = 0; i < MIN (n_objects, MOST_LOOKS) && parties->len < n_before + MOST_DEVICES; i++)
    {
      guint32 other = (object + i) % n_objects + 1;

      if (other != object && is_fit (fold, other, kind, scheme))
        add_device (parties, fold, other);
    }
}

/**
 * tb_bench_parties_first:
 * @fold: (nullable): at the playhead
 * @selected: the object that is selected, or %TB_NOBODY
 * @kind: what is done
 * @scheme: how
 *
 * Returns: (transfer full) (element-type TbBenchParty): who can sign, or be encrypted to; the selected device first if it can, a key of the bench last
 */
GArray *
tb_bench_parties_first (TbFold *fold, guint32 selected, TbBenchKind kind, guint scheme)
{
  GArray *parties = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));

  if (fold != NULL && selected != TB_NOBODY && is_fit (fold, selected, kind, scheme))
    add_device (parties, fold, selected);
  if (fold != NULL && tb_fleet_get_n_objects (tb_fold_get_fleet (fold)) > 0)
    add_neighbours (parties, fold, selected, kind, scheme);
  add_bench (parties, 0);
  return parties;
}

/**
 * tb_bench_parties_second:
 * @fold: (nullable): at the playhead
 * @first: who signs, or is encrypted to
 * @kind: what is done
 * @scheme: how
 *
 * Returns: (transfer full) (element-type TbBenchParty): with whose key it may be verified, or who else tries to read it; the first is the same key, or nobody else
 */
GArray *
tb_bench_parties_second (TbFold *fold, const TbBenchParty *first, TbBenchKind kind, guint scheme)
{
  GArray *parties = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));

  add_bench (parties, TB_BENCH_SAME_KEY);
  if (fold != NULL && tb_fleet_get_n_objects (tb_fold_get_fleet (fold)) > 0)
    add_neighbours (parties, fold, first->object, kind, scheme);
  add_bench (parties, 1);
  return parties;
}

gboolean
tb_bench_party_equal (const TbBenchParty *one, const TbBenchParty *other)
{
  return one->object == other->object && one->certificate == other->certificate && one->number == other->number;
}

/**
 * tb_bench_party_dup_name:
 * @fleet: (nullable): who is there
 * @party: somebody with a key of their own
 *
 * Returns: (transfer full): the name, translated
 */
char *
tb_bench_party_dup_name (TbFleet *fleet, const TbBenchParty *party)
{
  if (party->object != TB_NOBODY)
    return tb_fleet_dup_name (fleet, party->object);
  return g_strdup (party->number == 0 ? _("A key of the bench") : _("Another key of the bench"));
}

GBytes *
tb_bench_party_get_der (TbFold *fold, const TbBenchParty *party)
{
  return party->object != TB_NOBODY ? tb_journal_get_payload (tb_fold_get_journal (fold), party->certificate) : NULL;
}

/**
 * tb_bench_parties_remark:
 * @fold: (nullable): at the playhead
 * @selected: the object that is selected, or %TB_NOBODY
 * @kind: what is done
 * @scheme: how
 *
 * Returns: (transfer full) (nullable): one sentence, translated, when what is selected cannot do it
 */
char *
tb_bench_parties_remark (TbFold *fold, guint32 selected, TbBenchKind kind, guint scheme)
{
  g_autofree char *name = NULL;

  if (fold == NULL || selected == TB_NOBODY || is_fit (fold, selected, kind, scheme))
    return NULL;
  name = tb_fleet_dup_name (tb_fold_get_fleet (fold), selected);
  if (!has_key (fold, selected))
    return g_strdup_printf (_("%s has no certificate at this time, and no key that anybody knows: choose another device, or move on in time."), name);
  return g_strdup_printf (_("%s has a key of kind %s, which %s cannot use: somebody else is shown."), name,
                          tb_key_algorithm_to_code (tb_fleet_group_of (tb_fold_get_fleet (fold), selected)->key_algorithm), tb_bench_get_name (kind, scheme));
}

/* --- what is signed --- */

/**
 * tb_bench_telegram_new:
 * @fold: at the playhead
 * @seed: of the run
 * @object: a device
 *
 * Returns: (transfer full) (nullable): the last report it sent in its present session, as it left it; %NULL when it has not
 */
GBytes *
tb_bench_telegram_new (TbFold *fold, guint64 seed, guint32 object)
{
  const TbObjectState *state = tb_fold_get (fold, object);
  guint64 n_reports = tb_object_state_get_reports (state, tb_fold_get_time (fold));
  GBytes *payload = state->reporting != TB_NO_PAYLOAD ? tb_journal_get_payload (tb_fold_get_journal (fold), state->reporting) : NULL;
  TbSeries series;

  if (payload == NULL || n_reports == 0 || !tb_series_decode (payload, &series))
    return NULL;
  return tb_message_make_report (tb_fold_get_fleet (fold), seed, object, series.first_report + n_reports - 1);
}

/**
 * tb_bench_firmware_new:
 * @fold: at the playhead
 * @seed: of the run
 * @object: a device
 *
 * Returns: (transfer full) (nullable): the newest image that was sent out for devices like it, whole; %NULL when there is none
 */
GBytes *
tb_bench_firmware_new (TbFold *fold, guint64 seed, guint32 object)
{
  const TbFirmwareUpdates *updates = tb_state_get_firmware (tb_fold_get_state (fold));
  guint32 first = tb_fleet_group_of (tb_fold_get_fleet (fold), object)->first;

  for (guint i = updates->n; i > 0; i--)
    if (updates->rows[i - 1].group_first == first)
      return g_bytes_ref (tb_journal_get_payload (tb_fold_get_journal (fold), updates->rows[i - 1].image));
  return NULL;
}

/* --- the same as text --- */

static void
add_argument (GString *line, const char *argument, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (line, " %s%s", argument, quoted);
}

static char *
make_command (TbFleet *fleet, guint scheme, const TbBenchParty parties[2], const char *text, const char *flips)
{
  g_autofree char *signer = tb_fleet_dup_name (fleet, parties[0].object);
  GString *line = g_string_new ("sign");

  g_string_append_printf (line, " device=%s scheme=%s", signer, tb_sign_scheme_to_code ((TbSignScheme) scheme));
  add_argument (line, "message=", text);
  if (parties[1].object != TB_NOBODY)
    {
      g_autofree char *verifier = tb_fleet_dup_name (fleet, parties[1].object);

      g_string_append_printf (line, " verify=%s", verifier);
    }
  if (*flips != '\0')
    g_string_append_printf (line, " flip=%s", flips);
  return g_string_free (line, FALSE);
}

static char *
make_program_line (TbBenchKind kind, guint scheme, const char *text, const char *flips)
{
  const char *code = kind == TB_BENCH_SEAL ? tb_envelope_scheme_to_code ((TbEnvelopeScheme) scheme)
                                           : tb_sign_scheme_to_code (kind == TB_BENCH_NONCE ? TB_SIGN_ECDSA : (TbSignScheme) scheme);
  GString *line = g_string_new ("trustbed-cli");
  g_auto (GStrv) words = g_strsplit (flips, ",", -1);

  g_string_append_printf (line, " %s --scheme %s --seed 1", kind == TB_BENCH_SEAL ? "seal" : "sign", code);
  add_argument (line, "--message ", text);
  if (kind == TB_BENCH_NONCE)
    g_string_append (line, " --repeat-nonce");
  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (line, " --flip %s", words[i]);
  return g_string_free (line, FALSE);
}

/**
 * tb_bench_line_new:
 * @fleet: (nullable): who is there
 * @kind: what is done
 * @scheme: how
 * @parties: whose keys
 * @text: (nullable): the message
 * @flips: what is touched, "" for nothing
 *
 * Returns: (transfer full) (nullable): the command of a run that does the same, or the line of trustbed-cli; %NULL where there is none, as for files
 */
char *
tb_bench_line_new (TbFleet *fleet, TbBenchKind kind, guint scheme, const TbBenchParty parties[2], const char *text, const char *flips)
{
  gboolean is_own = parties[1].number == TB_BENCH_SAME_KEY;

  if (text == NULL)
    return NULL;
  if (parties[0].object != TB_NOBODY)
    return kind == TB_BENCH_SIGN && *text != '\0' && (is_own || parties[1].object != TB_NOBODY) ? make_command (fleet, scheme, parties, text, flips) : NULL;
  return is_own ? make_program_line (kind, scheme, text, flips) : NULL;
}
