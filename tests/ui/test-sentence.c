/* Every record and every refusal can be said in words, also when names, payloads or codes are not known. */
#include "ui-fixture.h"

#include "tb-sentence.h"

static void
check_sentence (TbFleet *fleet, TbJournal *journal, const TbRecord *record)
{
  g_autofree char *text = tb_sentence_for_record (fleet, journal, record);

  g_assert_cmpstr (text, !=, "");
  g_assert_null (strchr (text, '{'));
  g_assert_null (strchr (text, '\n'));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
every_kind_has_a_sentence (void)
{
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    for (guint detail = 0; detail < 3; detail++)
      {
        const TbRecord record = { .kind = (guint16) kind, .detail = (guint16) detail, .subject = 1, .object = 2, .payload = TB_NO_PAYLOAD };
        g_autofree char *text = tb_sentence_for_record (NULL, NULL, &record);

        check_sentence (NULL, NULL, &record);
        g_assert_false (g_str_has_prefix (text, "Something this program does not know"));
      }
}

static void
unknown_kind_is_said_to_be_unknown (void)
{
  const TbRecord record = { .kind = TB_RECORD_N_KINDS + 7, .payload = TB_NO_PAYLOAD };
  g_autofree char *text = tb_sentence_for_record (NULL, NULL, &record);
  g_autofree char *expected = g_strdup_printf ("Something this program does not know happened (%d)", TB_RECORD_N_KINDS + 7);

  g_assert_cmpstr (text, ==, expected);
}

static void
unknown_names_are_question_marks (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  const TbRecord record = { .kind = TB_RECORD_POWERED_ON, .subject = 99, .payload = TB_NO_PAYLOAD };
  g_autofree char *text = tb_sentence_for_record (fleet, NULL, &record);

  g_assert_cmpstr (text, ==, "? was switched on");
}

static void
installed_certificate_says_until_when (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  const TbRecord record = { .kind = TB_RECORD_CERTIFICATE_INSTALLED, .subject = 3, .payload = TB_NO_PAYLOAD, .value = 2 * TB_US_PER_DAY + 4 * TB_US_PER_HOUR };
  g_autofree char *text = NULL;

  tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, 5);
  text = tb_sentence_for_record (fleet, NULL, &record);
  g_assert_cmpstr (text, ==, "lock-03 has installed its certificate, valid until day 3 04:00:00");
}

static void
refused_firmware_says_why (void)
{
  static const char refusal[] = "[Refusal]\nReason=unsigned\nCheck=signed\nWhat=Somebody has signed the manifest\nSource=RFC 9124\nExpected=a signature\nFound=none\n";
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  g_autoptr (TbJournal) journal = tb_journal_new (0);
  TbRecord record = { .kind = TB_RECORD_FIRMWARE_REFUSED, .subject = 3, .value = 4 };
  g_autofree char *text = NULL;

  tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, 5);
  record.payload = tb_journal_add_payload (journal, g_bytes_new (refusal, sizeof refusal - 1));
  text = tb_sentence_for_record (fleet, journal, &record);
  g_assert_cmpstr (text, ==, "lock-03 refused firmware version 4: nobody has signed it");
}

static void
payload_that_is_no_text_is_made_valid (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (0);
  TbRecord record = { .kind = TB_RECORD_COMMAND };

  record.payload = tb_journal_add_payload (journal, g_bytes_new ("\xff\xfe{subject}\n\x80", 13));
  {
    g_autofree char *text = tb_sentence_for_record (NULL, journal, &record);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_nonnull (strstr (text, "{subject}"));
  }
  record.kind = TB_RECORD_HANDSHAKE_REFUSED;
  {
    g_autofree char *text = tb_sentence_for_record (NULL, journal, &record);

    g_assert_true (g_str_has_prefix (text, "The handshake of ? with ? was refused"));
  }
}

static void
every_record_of_a_run_can_be_said (void)
{
  g_autoptr (TbRun) run = start_house ();
  guint64 n;

  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  n = tb_journal_get_length (tb_run_get_journal (run));
  g_assert_cmpuint (n, >, 20);
  for (guint64 i = 1; i < n; i++)
    check_sentence (tb_run_get_fleet (run), tb_run_get_journal (run), tb_journal_get (tb_run_get_journal (run), i));
}

static void
every_reason_has_its_own_words (void)
{
  static const char *const codes[] = { "expired", "not-yet-valid", "unknown-authority", "wrong-host", "wrong-purpose", "bad-signature", "self-signed",
                                       "no-certificate", "unreachable", "quota", "http-401", "http-418", "scep-badRequest", "acme-malformed", "voucher-wrong-nonce" };
  const TbReasonText *other = tb_sentence_find_reason ("other");

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *text = tb_sentence_for_reason (codes[i], "camera-02", "broker");

      g_assert_true (tb_sentence_find_reason (codes[i]) != other);
      g_assert_true (g_str_has_prefix (text, "Refused because "));
      g_assert_null (strchr (text, '{'));
    }
  g_assert_true (tb_sentence_find_reason ("http-403") != tb_sentence_find_reason ("http-404"));
  g_assert_true (tb_sentence_find_reason ("no such code") == other);
  g_assert_true (tb_sentence_find_reason (NULL) == other);
}

static void
reason_names_the_parties (void)
{
  g_autofree char *text = tb_sentence_why_refused ("unknown-authority", "speaker-06", "broker");

  g_assert_cmpstr (text, ==, "the certificate of speaker-06 was issued by an authority that broker does not trust");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentence/kinds", every_kind_has_a_sentence);
  g_test_add_func ("/sentence/unknown-kind", unknown_kind_is_said_to_be_unknown);
  g_test_add_func ("/sentence/unknown-names", unknown_names_are_question_marks);
  g_test_add_func ("/sentence/installed", installed_certificate_says_until_when);
  g_test_add_func ("/sentence/firmware", refused_firmware_says_why);
  g_test_add_func ("/sentence/odd-payload", payload_that_is_no_text_is_made_valid);
  g_test_add_func ("/sentence/run", every_record_of_a_run_can_be_said);
  g_test_add_func ("/sentence/reasons", every_reason_has_its_own_words);
  g_test_add_func ("/sentence/parties", reason_names_the_parties);
  return g_test_run ();
}
