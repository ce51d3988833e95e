namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>The batches of one file, in order: added at its end, sent from its beginning.</summary>
internal sealed class SpillQueue(SpillFile file) : IDisposable
{
    private readonly Lock _lock = new();
    private long _at;
    private long _triedUpTo;

    /// <summary>Where it is.</summary>
    public string Path => file.Path;

    /// <summary>How many bytes are still to be sent.</summary>
    public long Waiting
    {
        get
        {
            lock (_lock)
            {
                return file.Length - _at;
            }
        }
    }

    /// <summary>How many bytes there are on the disk.</summary>
    public long Length
    {
        get
        {
            lock (_lock)
            {
                return file.Length;
            }
        }
    }

    /// <summary>Keeps a batch; <paramref name="wasTried"/> says whether the database may have got it all the same.</summary>
    public void Add(byte[] batch, bool wasTried)
    {
        lock (_lock)
        {
            file.Append(batch);
            _triedUpTo = wasTried ? file.Length : _triedUpTo;
        }
    }

    /// <summary>Says that the database may have got any of them: it was another process that had them.</summary>
    public void NoteAllTried() => _triedUpTo = file.Length;

    /// <summary>The next batches: at least one, unless there is none, and not many more records than <paramref name="most"/>. Throws where it is not as it was written.</summary>
    public SpillPart Next(int most)
    {
        lock (_lock)
        {
            var (end, records, batches) = (_at, 0, new List<BatchRecord>());
            try
            {
                for (var at = _at; records < most && file.Read(ref at) is { } bytes; end = at)
                {
                    var batch = SpillCodec.Decode(bytes);
                    batches.Add(batch);
                    records += batch.Issuances.Count;
                }
            }
            catch (InvalidDataException) when (batches.Count > 0)
            {
                // What is whole goes first; the next part is then the one that is not.
            }

            return new SpillPart(batches, end, _at < _triedUpTo);
        }
    }

    /// <summary>Says that a part is on its way: from now on nobody knows whether it has arrived, unless it is said.</summary>
    public void NoteTried(SpillPart part)
    {
        lock (_lock)
        {
            _triedUpTo = Math.Max(_triedUpTo, part.End);
        }
    }

    /// <summary>Says that a part has arrived; whether it was the last.</summary>
    public bool NoteSent(SpillPart part)
    {
        lock (_lock)
        {
            _at = part.End;
            if (_at < file.Length)
            {
                return false;
            }

            file.Clear();
            (_at, _triedUpTo) = (0, 0);
            return true;
        }
    }

    /// <summary>Closes the file and deletes it.</summary>
    public void Delete() => file.Delete();

    /// <summary>Closes the file and keeps it where it is not read again.</summary>
    public string PutAside()
    {
        var path = file.Path + ".damaged";
        file.PutAside(path);
        return path;
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();
}

/// <summary>Batches that are sent together.</summary>
/// <param name="Batches">The batches; none where there is nothing left that could be read.</param>
/// <param name="End">Where the next ones begin.</param>
/// <param name="MayBeThere">Whether the database may have got some of them.</param>
internal sealed record SpillPart(IReadOnlyList<BatchRecord> Batches, long End, bool MayBeThere);
