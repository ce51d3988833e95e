using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What labels a service account may have.</summary>
internal static class Labels
{
    private const string Field = "labels";

    /// <summary>Checks the labels of a new account.</summary>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyDictionary<string, string?>? given, Fields fields)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in given ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                fields.Add(Field, "One of them has no value: give it a text, which may be empty.");
            }
            else if (IsValid(key, value, fields))
            {
                labels[key] = value;
            }
        }

        CheckCount(given?.Count ?? 0, fields);
        return labels;
    }

    /// <summary>Merges a patch into the labels of an account (RFC 7396): null for a label takes it away, null for all takes all away.</summary>
    public static void Merge(ServiceAccount account, IReadOnlyDictionary<string, string?>? patch, Fields fields)
    {
        if (patch is null)
        {
            account.Labels.Clear();
            return;
        }

        // Before it is merged: of a patch of any length nothing more is looked at.
        if (patch.Count > ServiceAccountLabel.MaxOfAccount * 2)
        {
            CheckCount(patch.Count, fields);
            return;
        }

        foreach (var (key, value) in patch)
        {
            var label = account.Labels.Find(l => l.Key == key);
            if (value is null)
            {
                account.Labels.RemoveAll(l => l == label);
            }
            else if (IsValid(key, value, fields))
            {
                Set(account, label, key, value);
            }
        }

        CheckCount(account.Labels.Count, fields);
    }

    private static void Set(ServiceAccount account, ServiceAccountLabel? label, string key, string value)
    {
        if (label is not null)
        {
            label.Value = value;
        }
        else
        {
            account.Labels.Add(new ServiceAccountLabel { AccountId = account.Id, Key = key, Value = value });
        }
    }

    private static bool IsValid(string key, string value, Fields fields)
    {
        if (!IsKey(key))
        {
            fields.Add(
                Field, $"The key of a label has 1 to {ServiceAccountLabel.MaxKeyLength} characters: lower-case letters, digits, '.', '_', '-' and '/'.");
            return false;
        }

        if (value.Length > ServiceAccountLabel.MaxValueLength || value.Any(char.IsControl))
        {
            fields.Add(Field, $"{key} has a control character, or more than {ServiceAccountLabel.MaxValueLength} characters.");
            return false;
        }

        return true;
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= ServiceAccountLabel.MaxKeyLength
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '/');

    private static void CheckCount(int count, Fields fields)
    {
        if (count > ServiceAccountLabel.MaxOfAccount)
        {
            fields.Add(Field, $"An account has at most {ServiceAccountLabel.MaxOfAccount} labels.");
        }
    }
}
