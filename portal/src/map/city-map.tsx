import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { Map as Engine, NavigationControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import { Alert } from 'antd';
import type { FeatureCollection } from 'geojson';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Area, Call, Unit } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { useTheme } from '@/shell/theme';
import { useArrivals } from './arrivals';
import { bounds, type Bounds } from './geometry';
import { areaLabels, useRings, type Ring } from './markers';
import { areaFeatures, callFeatures, mapStyle, unitFeatures, type Shade, type SourceName } from './style';

setWorkerUrl(workerUrl);

type Props = {
  areas: readonly Area[];
  shade: Shade;
  units?: readonly Unit[];
  calls?: readonly Call[];
  findings?: readonly Ring[];
  openCall?: (id: string) => void;
  /** Shows this place rather than the whole city. */
  focus?: { longitude: number; latitude: number };
  label: string;
};

const NONE: never[] = [];
const STREET_ZOOM = 13;

/** The city drawn from the boundaries of its areas. Remade when the colours or the language change. */
export default function CityMap(props: Props) {
  const { language } = useSpeech();
  const { dark } = useTheme();
  const box = useMemo(
    () => bounds(props.areas.flatMap((area) => area.boundary ?? []), placesOf(props)),
    // the first view is kept while data moves; only other boundaries make another city
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [props.areas.length],
  );
  return <Drawn key={`${language} ${dark} ${box?.join(' ')}`} box={box} {...props} />;
}

function placesOf({ focus, units = NONE }: Props): [number, number][] {
  const places = units.map((unit): [number, number] => [unit.longitude ?? NaN, unit.latitude ?? NaN]);
  if (focus) places.push([focus.longitude, focus.latitude]);
  return places.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}

function Drawn(props: Props & { box: Bounds | null }) {
  const { areas, shade, units = NONE, calls = NONE, findings = NONE, openCall, label } = props;
  const { t, title } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const { map, painted, failed } = useEngine(holder, props);

  const draw = useCallback(
    (source: SourceName, data: FeatureCollection) => void map?.getSource<GeoJSONSource>(source)?.setData(data),
    [map],
  );
  useEffect(() => draw('areas', areaFeatures(areas, shade)), [draw, areas, shade]);
  useEffect(() => draw('units', unitFeatures(units)), [draw, units]);
  useEffect(() => draw('calls', callFeatures(calls)), [draw, calls]);
  useArrivals(map);
  useEffect(() => {
    if (!map) return;
    const markers = areaLabels(map, areas, shade, (area) => title(area.name));
    return () => markers.forEach((marker) => marker.remove());
  }, [map, areas, shade, title]);
  useRings(map, findings);
  useEffect(() => {
    if (!map || !openCall) return;
    const { unsubscribe } = map.on('click', 'calls', (event) => {
      const id: unknown = event.features?.[0]?.properties.id;
      if (typeof id === 'string') openCall(id);
    });
    return unsubscribe;
  }, [map, openCall]);

  if (failed) return <Alert type="info" showIcon title={t('map_failed')} />;
  return <div ref={holder} className="map" role="region" aria-label={label} aria-busy={!painted} />;
}

/** Makes the map engine in its holder; there once its style is, `painted` once it has come to rest. */
function useEngine(holder: React.RefObject<HTMLDivElement | null>, { areas, shade, focus, box, label }: Props & { box: Bounds | null }) {
  const { palette } = useTheme();
  const { language } = useSpeech();
  const [map, setMap] = useState<Engine | null>(null);
  const [painted, setPainted] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const container = holder.current;
    if (!container) return;
    let engine: Engine;
    try {
      engine = new Engine({
        container,
        style: mapStyle(palette, areaFeatures(areas, shade)),
        ...view(focus, box),
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        locale: controlNames(language, label),
      });
    } catch {
      queueMicrotask(() => setFailed(true));
      return;
    }
    engine.touchZoomRotate.disableRotation();
    engine.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    engine.once('style.load', () => setMap(engine));
    engine.once('idle', () => setPainted(true));
    return () => {
      setMap(null);
      setPainted(false);
      engine.remove();
    };
    // the key of the component remakes it when any of these is another
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { map, painted, failed };
}

function view(focus: Props['focus'], box: Bounds | null) {
  if (focus) return { center: [focus.longitude, focus.latitude] as [number, number], zoom: STREET_ZOOM };
  return box ? { bounds: box, fitBoundsOptions: { padding: 24 } } : {};
}

function controlNames(language: 'zh' | 'en', label: string): Record<string, string> {
  const names = language === 'zh' ? ['放大', '缩小'] : ['Zoom in', 'Zoom out'];
  return { 'NavigationControl.ZoomIn': names[0] ?? '', 'NavigationControl.ZoomOut': names[1] ?? '', 'Map.Title': label };
}
