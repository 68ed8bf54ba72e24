/** What a finding or a task is about: its place in words, its key small beside it. */
export function About({ of: { place, key } }: { of: { place: string | null; key: string } }) {
  if (!place || place === key) return <b>{key}</b>;
  return (
    <>
      <b>{place}</b> <small className="quiet">{key}</small>
    </>
  );
}
