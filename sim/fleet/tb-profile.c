/* tb-profile: see the header. Key files are read by GLib; what is checked here is that every cost is there and sane. */
#include "tb-profile.h"

#include <string.h>

#include "tb-units.h"

G_DEFINE_QUARK (tb-profile-error-quark, tb_profile_error)

#define MAX_COST_US (60 * TB_US_PER_SECOND)

typedef struct
{
  GKeyFile *file;
  const char *path;
  GError **error;
  gboolean ok;
} Reader;

static char *
id_from_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';
  return g_steal_pointer (&base);
}

static void
fail (Reader *reader, const char *group, const char *key, const char *what)
{
  if (reader->ok)
    g_set_error (reader->error, TB_PROFILE_ERROR, TB_PROFILE_ERROR_INVALID, "%s: [%s] %s: %s", reader->path, group, key, what);
  reader->ok = FALSE;
}

static char *
read_text (Reader *reader, const char *group, const char *key)
{
  char *text = g_key_file_get_string (reader->file, group, key, NULL);

  if (text == NULL || *text == '\0')
    fail (reader, group, key, "a text is expected, none found");
  return text;
}

static gint64
read_number (Reader *reader, const char *group, const char *key, gint64 least, gint64 most)
{
  g_autoptr (GError) problem = NULL;
  gint64 number = g_key_file_get_int64 (reader->file, group, key, &problem);

  if (problem != NULL || number < least || number > most)
    {
      g_autofree char *what = g_strdup_printf ("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is expected", least, most);

      fail (reader, group, key, what);
    }
  return number;
}

/* A group that may be missing, whole or in part: what nobody published is left out. */
static gint64
read_published (Reader *reader, const char *group, const char *key)
{
  return g_key_file_has_key (reader->file, group, key, NULL) ? read_number (reader, group, key, 1, MAX_COST_US) : 0;
}

static gboolean
reader_open (Reader *reader, const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;

  *reader = (Reader) { g_key_file_new (), path, error, TRUE };
  if (g_key_file_load_from_file (reader->file, path, G_KEY_FILE_NONE, &problem))
    return TRUE;
  g_set_error (error, TB_PROFILE_ERROR, g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? TB_PROFILE_ERROR_NOT_FOUND : TB_PROFILE_ERROR_INVALID,
               "%s: %s", path, problem->message);
  g_clear_pointer (&reader->file, g_key_file_unref);
  return FALSE;
}

/* --- what each algorithm costs --- */

/* How an algorithm follows from another where it was not published: each cost of @from times so many hundredths. docs/device-costs.md says why. */
static const struct
{
  TbKeyAlgorithm algorithm;
  const char *group;
  const char *agreement;        /* the group with AgreeUs and KeyGenerationUs */
  TbKeyAlgorithm from;
  gint64 private_percent, public_percent, agree_percent, keygen_percent;
} rules[] = {
  { TB_KEY_RSA3072, "RSA-3072", "RSA-3072", TB_KEY_RSA2048, 338, 225 },
  { TB_KEY_RSA4096, "RSA-4096", "RSA-4096", TB_KEY_RSA2048, 800, 400 },
  { TB_KEY_P384, "P-384", "P-384", TB_KEY_P256, 360, 368, 386, 394 },
  { TB_KEY_P521, "P-521", "P-521", TB_KEY_P256, 843, 843, 843, 843 },
  { TB_KEY_ED25519, "Ed25519", "X25519", TB_KEY_P256, 38, 39, 46, 46 },
};

/* Before anything is judged: a cost that is too large stays so. */
static gint64
derive (gint64 from_us, gint64 percent)
{
  return percent > 0 && from_us > (G_MAXINT64 - 99) / percent ? G_MAXINT64 : (from_us * percent + 99) / 100;
}

static gint64
published_or (TbKeyCost *cost, gint64 published, gint64 from_us, gint64 percent)
{
  cost->is_derived |= published == 0;
  return published != 0 ? published : derive (from_us, percent);
}

/* A key pair of X25519 takes as long as an agreement; on the other curves there are tables for it. */
static gint64
key_pair_us (TbKeyAlgorithm algorithm, const TbKeyCost *from)
{
  return algorithm == TB_KEY_ED25519 ? from->agree_us : from->keygen_us;
}

static void
read_key_costs (Reader *reader, TbProfile *profile)
{
  profile->key_costs[TB_KEY_P256] = (TbKeyCost) { profile->sign_us, profile->verify_us, profile->agree_us, profile->keygen_us };
  profile->key_costs[TB_KEY_RSA2048] = (TbKeyCost) { profile->rsa_private_us, profile->rsa_public_us };
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const TbKeyCost *from = &profile->key_costs[rules[i].from];
      TbKeyCost *cost = &profile->key_costs[rules[i].algorithm];
      gboolean is_rsa = tb_key_algorithm_is_rsa (rules[i].algorithm);

      cost->private_us = published_or (cost, read_published (reader, rules[i].group, is_rsa ? "PrivateUs" : "SignUs"), from->private_us,
                                       rules[i].private_percent);
      cost->public_us = published_or (cost, read_published (reader, rules[i].group, is_rsa ? "PublicUs" : "VerifyUs"), from->public_us,
                                      rules[i].public_percent);
      if (is_rsa)
        continue;
      cost->agree_us = published_or (cost, read_published (reader, rules[i].agreement, "AgreeUs"), from->agree_us, rules[i].agree_percent);
      cost->keygen_us = published_or (cost, read_published (reader, rules[i].agreement, "KeyGenerationUs"), key_pair_us (rules[i].algorithm, from), rules[i].keygen_percent);
    }
}

/**
 * tb_profile_load:
 * @path: a `.profile` file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the profile, or %NULL with a #TbProfileError that names file, group and key
 */
TbProfile *
tb_profile_load (const char *path, GError **error)
{
  g_autoptr (TbProfile) profile = g_new0 (TbProfile, 1);
  Reader reader;

  if (!reader_open (&reader, path, error))
    return NULL;
  profile->id = id_from_path (path);
  profile->title = read_text (&reader, "Device", "Title");
  profile->device_class = read_text (&reader, "Device", "Class");
  profile->source = read_text (&reader, "Device", "Source");
  profile->ram_bytes = (guint64) read_number (&reader, "Device", "RamBytes", 0, G_GINT64_CONSTANT (1) << 40);
  profile->flash_bytes = (guint64) read_number (&reader, "Device", "FlashBytes", 0, G_GINT64_CONSTANT (1) << 44);
  profile->sign_us = read_number (&reader, "P-256", "SignUs", 1, MAX_COST_US);
  profile->verify_us = read_number (&reader, "P-256", "VerifyUs", 1, MAX_COST_US);
  profile->agree_us = read_number (&reader, "P-256", "AgreeUs", 1, MAX_COST_US);
  profile->keygen_us = read_number (&reader, "P-256", "KeyGenerationUs", 1, MAX_COST_US);
  profile->rsa_public_us = read_number (&reader, "RSA-2048", "PublicUs", 1, MAX_COST_US);
  profile->rsa_private_us = read_number (&reader, "RSA-2048", "PrivateUs", 1, MAX_COST_US);
  profile->bulk_bytes_per_s = read_number (&reader, "AES-128-GCM", "BytesPerSecond", 1, G_GINT64_CONSTANT (1) << 40);
  read_key_costs (&reader, profile);
  g_key_file_unref (reader.file);
  return reader.ok ? g_steal_pointer (&profile) : NULL;
}

/**
 * tb_profile_free:
 * @profile: (transfer full) (nullable): a profile
 *
 * Frees it.
 */
void
tb_profile_free (TbProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->id);
  g_free (profile->title);
  g_free (profile->device_class);
  g_free (profile->source);
  g_free (profile);
}

/**
 * tb_link_load:
 * @path: a `.link` file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the link, or %NULL with a #TbProfileError that names file, group and key
 */
TbLink *
tb_link_load (const char *path, GError **error)
{
  g_autoptr (TbLink) link = g_new0 (TbLink, 1);
  Reader reader;

  if (!reader_open (&reader, path, error))
    return NULL;
  link->id = id_from_path (path);
  link->title = read_text (&reader, "Link", "Title");
  link->source = read_text (&reader, "Link", "Source");
  link->latency_us = read_number (&reader, "Link", "LatencyUs", 0, MAX_COST_US);
  link->bits_per_s = read_number (&reader, "Link", "BitsPerSecond", 100, G_GINT64_CONSTANT (1000000000000));
  link->loss_ppm = (guint32) read_number (&reader, "Link", "LossPerMillion", 0, 500000);
  link->mtu_bytes = (guint32) read_number (&reader, "Link", "MtuBytes", 20, 65535);
  link->uplink_nj_per_byte = read_published (&reader, "Energy", "UplinkNanojoulesPerByte");
  if (link->uplink_nj_per_byte == 0)
    link->uplink_nj_per_byte = -1;
  g_key_file_unref (reader.file);
  return reader.ok ? g_steal_pointer (&link) : NULL;
}

/**
 * tb_link_get_time_us:
 * @link: a link
 * @n_bytes: what is sent in one go
 * @losses: (nullable): chance of loss; %NULL for none
 *
 * Latency, serialisation, and for each packet that is lost another try after a time-out of twice the latency. Modelled.
 *
 * Returns: microseconds from the first bit sent to the last received
 */
gint64
tb_link_get_time_us (const TbLink *link, gsize n_bytes, TbStream *losses)
{
  gsize n_packets = MAX (1, (n_bytes + link->mtu_bytes - 1) / link->mtu_bytes);
  gint64 time_us = link->latency_us + (gint64) n_bytes * 8 * TB_US_PER_SECOND / link->bits_per_s;

  if (losses != NULL && link->loss_ppm > 0)
    for (gsize i = 0; i < n_packets; i++)
      while (tb_stream_below (losses, 1000000) < link->loss_ppm)
        time_us += 2 * link->latency_us + (gint64) MIN (n_bytes, link->mtu_bytes) * 8 * TB_US_PER_SECOND / link->bits_per_s;
  return time_us;
}

/**
 * tb_link_free:
 * @link: (transfer full) (nullable): a link
 *
 * Frees it.
 */
void
tb_link_free (TbLink *link)
{
  if (link == NULL)
    return;
  g_free (link->id);
  g_free (link->title);
  g_free (link->source);
  g_free (link);
}
