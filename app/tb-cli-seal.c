/* tb-cli-seal: `trustbed-cli seal`: something is encrypted to a public key and decrypted with the private one, with every value in between, and who can read it. */
#include "tb-cli-keys.h"
#include "tb-cli-message.h"
#include "tb-cli-steps.h"
#include "tb-envelope.h"
#include "tb-load.h"
#include "tb-sign-bench.h"

typedef struct
{
  char *scheme, *message, *in, *to, *open, *other, *out, *out_message;
  char **flips;
  gint64 seed;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  char *all[] = { options->scheme, options->message, options->in, options->to, options->open, options->other, options->out, options->out_message };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  g_strfreev (options->flips);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char description[] =
  "With a private key in --to the message is opened again; with a public key or a certificate it is only encrypted. --open opens a file that was\n"
  "encrypted before, with the private key in --to. What can be touched on the way: sealed (rsa-oaep); ephemeral, nonce, ciphertext and tag (ecdh). Bits are\n"
  "counted from the first byte's highest.\n\n"
  "A key from a seed is made again by everybody who knows the seed: good for lessons only.\n"
  "Exit status: 0 the owner can read it (or it was only encrypted), 1 the owner cannot, 2 bad usage or input.\n";

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &options->scheme, "rsa-oaep or ecdh; what fits the key if left out", "SCHEME" },
    { "message", 0, 0, G_OPTION_ARG_STRING, &options->message, "Encrypt this text", "TEXT" },
    { "in", 0, 0, G_OPTION_ARG_FILENAME, &options->in, "Encrypt this file, of at most 64 MiB", "FILE" },
    { "open", 0, 0, G_OPTION_ARG_FILENAME, &options->open, "Open this file instead of encrypting one", "FILE" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options->to, "The owner's public key, certificate or private key", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "The owner's key is made from this number (1 if left out)", "N" },
    { "other", 0, 0, G_OPTION_ARG_FILENAME, &options->other, "A private key of somebody else who tries to read it", "FILE" },
    { "flip", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->flips, "Turn a bit over on the way, as in tag:3", "STEP:BIT" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options->out, "Write what arrives, encrypted", "FILE" },
    { "out-message", 0, 0, G_OPTION_ARG_FILENAME, &options->out_message, "Write the message as the owner reads it", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("seal", "Options", "Options", options, NULL);

  g_option_context_set_summary (context, "Encrypts a message to a public key, sends it and decrypts it, and shows every value in between.");
  g_option_context_set_description (context, description);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error);
}

static const char *
find_fault (const Options *options)
{
  if ((options->message != NULL) + (options->in != NULL) + (options->open != NULL) != 1)
    return "what is to be encrypted or opened? Give one of --message, --in and --open";
  if (options->to != NULL && options->seed >= 0)
    return "--to and --seed do not go together: there is one owner";
  if (options->open != NULL && options->to == NULL && options->seed < 0)
    return "whose is it? Give the private key with --to, or --seed";
  return NULL;
}

/* --- what is read --- */

typedef struct
{
  TbCrypto *crypto;
  TbKey *owner, *other;
  TbEnvelopeScheme scheme;
  GBytes *message, *sealed;
  GArray *flips;
  TbStream stream;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->owner, tb_key_unref);
  g_clear_pointer (&work->other, tb_key_unref);
  g_clear_pointer (&work->message, g_bytes_unref);
  g_clear_pointer (&work->sealed, g_bytes_unref);
  g_clear_pointer (&work->flips, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
read_texts (const Options *options, Work *work, GError **error)
{
  if (options->open != NULL)
    work->sealed = tb_load_bytes (options->open, TB_SIGN_MAX_MESSAGE_BYTES, error);
  else
    work->message = tb_cli_read_message (options->message, options->in, error);
  return work->message != NULL || work->sealed != NULL;
}

/* The named one, or the one that the key is of. */
static gboolean
choose_scheme (const Options *options, Work *work, GError **error)
{
  work->scheme = TB_ENVELOPE_ECDH;
  if (options->scheme == NULL && work->owner != NULL && tb_envelope_scheme_fits (TB_ENVELOPE_RSA_OAEP, work->owner))
    work->scheme = TB_ENVELOPE_RSA_OAEP;
  if (options->scheme == NULL || tb_envelope_scheme_from_code (options->scheme, &work->scheme))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--scheme must be rsa-oaep or ecdh, got \"%.40s\"", options->scheme);
  return FALSE;
}

static gboolean
make_owner (const Options *options, Work *work, GError **error)
{
  guint64 seed = options->seed >= 0 ? (guint64) options->seed : 1;
  TbKeyAlgorithm algorithm = work->scheme == TB_ENVELOPE_RSA_OAEP ? TB_KEY_RSA2048 : TB_KEY_P256;
  TbStream stream;

  tb_stream_initf (&work->stream, seed, "seal");
  if (work->owner != NULL)
    return TRUE;
  tb_stream_initf (&stream, seed, "seal key %s", tb_key_algorithm_to_code (algorithm));
  work->owner = tb_key_generate (work->crypto, algorithm, &stream, error);
  return work->owner != NULL;
}

static gboolean
read_all (const Options *options, Work *work, GError **error)
{
  work->crypto = options->to != NULL ? tb_crypto_get_live (error) : tb_crypto_get_seeded (error);
  if (work->crypto == NULL || !read_texts (options, work, error))
    return FALSE;
  if (options->to != NULL && (work->owner = tb_cli_load_any (work->crypto, options->to, error)) == NULL)
    return FALSE;
  if (options->other != NULL && (work->other = tb_key_load (work->crypto, options->other, NULL, error)) == NULL)
    return FALSE;
  if (!choose_scheme (options, work, error) || !make_owner (options, work, error))
    return FALSE;
  work->flips = tb_cli_read_flips (options->flips, tb_envelope_get_flippable (work->scheme), error);
  return work->flips != NULL;
}

/* --- what is shown --- */

static void
add_readers (JsonBuilder *builder, const GArray *readers)
{
  json_builder_set_member_name (builder, "readers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < readers->len; i++)
    {
      const TbEnvelopeReader *reader = &g_array_index (readers, TbEnvelopeReader, i);

      json_builder_begin_object (builder);
      tb_cli_add_text (builder, "who", reader->code);
      json_builder_set_member_name (builder, "reads");
      json_builder_add_boolean_value (builder, reader->reads);
      tb_cli_add_text (builder, "note", reader->note);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const TbEnvelope *envelope)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "scheme", tb_envelope_scheme_to_code (envelope->scheme));
  json_builder_set_member_name (builder, "opened");
  json_builder_add_boolean_value (builder, envelope->opened != NULL);
  tb_cli_noticed_add (builder, envelope->steps, envelope->noticed);
  tb_cli_steps_add (builder, envelope->steps);
  add_readers (builder, envelope->readers);
  tb_cli_lines_add (builder, "openssl", tb_envelope_get_openssl_lines (envelope->scheme));
  json_builder_end_object (builder);
  tb_cli_print_json (builder);
}

static void
print_text (const TbEnvelope *envelope)
{
  const char *const *lines = tb_envelope_get_openssl_lines (envelope->scheme);

  g_print ("%s\n", tb_envelope_scheme_get_name (envelope->scheme));
  tb_cli_steps_print (envelope->steps);
  g_print ("With openssl:\n");
  for (; *lines != NULL; lines++)
    g_print ("  %s\n", *lines);
  for (guint i = 0; i < envelope->readers->len; i++)
    {
      const TbEnvelopeReader *reader = &g_array_index (envelope->readers, TbEnvelopeReader, i);

      g_print ("%s: %s. %s\n", reader->code, reader->reads ? "reads it" : "cannot read it", reader->note);
    }
}

/* Where it was asked for and there is anything to write. */
static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  return path == NULL || bytes == NULL || tb_cli_write (path, bytes, 0600, error);
}

/**
 * tb_cli_seal:
 * @argc: how many words
 * @argv: `seal` and what follows it
 *
 * Returns: 0 when the owner can read it or it was only encrypted, 1 when the owner cannot, 2 for bad input
 */
int
tb_cli_seal (int argc, char **argv)
{
  g_auto (Options) options = { .seed = -1 };
  g_auto (Work) work = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEnvelope) envelope = NULL;
  TbEnvelopeTerms terms;

  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("seal takes no \"%.40s\"", argv[1]);
  if (find_fault (&options) != NULL)
    return tb_cli_complain ("%s", find_fault (&options));
  if (!read_all (&options, &work, &error))
    return tb_cli_complain ("%s", error->message);
  terms = (TbEnvelopeTerms) { work.scheme, work.owner, work.other, work.message, work.sealed, (const TbSignFlip *) work.flips->data, work.flips->len };
  envelope = tb_envelope_new (work.crypto, &terms, &work.stream, &error);
  if (envelope == NULL || !write_bytes (options.out, envelope->sealed, &error) || !write_bytes (options.out_message, envelope->opened, &error))
    return tb_cli_complain ("%s", error->message);
  if (options.json)
    print_json (envelope);
  else
    print_text (envelope);
  return envelope->noticed < 0 ? TB_EXIT_YES : TB_EXIT_NO;
}
